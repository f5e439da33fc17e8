using Connectors.Core.Settings;

namespace Connectors.Providers.FaasNetes;

/// <summary>How functions run on Kubernetes.</summary>
public sealed class FaasNetesSettings : ISettings
{
    private static readonly string[] Policies = ["Always", "IfNotPresent", "Never"];

    /// <inheritdoc/>
    public static string Section => "faas-netes";

    /// <summary>The file by which the cluster is found.</summary>
    [Setting("The file by which the cluster is found; empty: the service account of the pod we run in, else KUBECONFIG, else `~/.kube/config`")]
    public string Kubeconfig { get; set; } = "";

    /// <summary>Which of its contexts.</summary>
    [Setting("The context of that file; empty: its current one")]
    public string Context { get; set; } = "";

    /// <summary>The namespace of functions that name none.</summary>
    [Setting("The namespace of functions that name none; empty: `gateway.function-namespace`")]
    public string Namespace { get; set; } = "";

    /// <summary>When nodes ask registries for images.</summary>
    [Setting("When nodes ask for images: Always, IfNotPresent or Never", OpenFaasVariable = "image_pull_policy")]
    public string ImagePullPolicy { get; set; } = "Always";

    /// <summary>Whether resources of the kind Function are reconciled.</summary>
    [Setting("Deploy the resources of the kind Function (openfaas.com/v1) and keep their Deployments as they say; of several processes one at a time does it")]
    public bool Operator { get; set; }

    /// <summary>Whether functions run as a user of no rights.</summary>
    [Setting("Run functions as the user 12000, whatever their images say", OpenFaasVariable = "set_nonroot_user")]
    public bool SetNonrootUser { get; set; }

    /// <summary>Whether pods are asked over HTTP.</summary>
    [Setting("Ask functions over HTTP whether they are well (/_/health); false: look for the lock file of their watchdog, by the program cat of their image", OpenFaasVariable = "http_probe")]
    public bool HttpProbe { get; set; } = true;

    /// <summary>How long a pod that is to end still answers.</summary>
    [Setting("How long the watchdog of a pod that is told to end still takes calls that are on their way to it, unless the function sets healthcheck_interval itself")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (!Policies.Contains(ImagePullPolicy))
            yield return $"faas-netes.image-pull-policy '{ImagePullPolicy}' is not known; write {string.Join(", ", Policies)}";
        if (DrainDelay < TimeSpan.Zero || DrainDelay > TimeSpan.FromMinutes(10))
            yield return "faas-netes.drain-delay must be 0 to 10m; leave it out for 3s";
    }
}
