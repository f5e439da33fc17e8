using System.Text.Json;
using Connectors.Core.Functions;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>A function as Kubernetes runs it: a Deployment, and a Service for those who look it up by name. Pure functions.</summary>
internal static class FunctionObjects
{
    public const int Port = 8080;
    private const string ManagedBy = "connectors";

    /// <summary>The Deployment.</summary>
    /// <param name="function">What was asked for; its namespace is filled.</param>
    /// <param name="replicas">How many.</param>
    /// <param name="birth">The same in all deployments of one function; null where an earlier one has none.</param>
    /// <param name="revision">Differs from that of the former deployment.</param>
    /// <param name="secrets">Those that it names, told apart.</param>
    /// <param name="settings">What all functions have in common.</param>
    public static V1Deployment Deployment(FunctionDeployment function, int replicas, string? birth, string revision, FunctionSecrets secrets, FaasNetesSettings settings) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "Deployment",
        Metadata = new V1ObjectMeta
        {
            Name = function.Service,
            NamespaceProperty = function.Namespace,
            Labels = Labels(function),
            Annotations = DeploymentAnnotations(function),
        },
        Spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            RevisionHistoryLimit = 5,
            Selector = new V1LabelSelector { MatchLabels = Selector(function.Service) },
            Strategy = new V1DeploymentStrategy { Type = "RollingUpdate", RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta
                {
                    Labels = Labels(function),
                    Annotations = PodAnnotations(function, birth, revision),
                },
                Spec = FunctionPod.Of(function, secrets, settings),
            },
        },
    };

    /// <summary>What a Deployment has of the cluster and not of us, for one that takes its place.</summary>
    public static void KeepOfCluster(V1Deployment now, V1Deployment wanted)
    {
        wanted.Metadata.ResourceVersion = now.Metadata.ResourceVersion;
        wanted.Spec.Selector = now.Spec.Selector;
        foreach (var (name, value) in now.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            if (name.StartsWith(Marks.OfController, StringComparison.Ordinal))
                wanted.Metadata.Annotations[name] = value;
        }
    }

    /// <summary>The Service; it goes with its Deployment.</summary>
    public static V1Service Service(V1Deployment deployment) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = new V1ObjectMeta
        {
            Name = deployment.Metadata.Name,
            NamespaceProperty = deployment.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [Marks.Function] = deployment.Metadata.Name, [Marks.ManagedBy] = ManagedBy },
            OwnerReferences = [new V1OwnerReference { ApiVersion = "apps/v1", Kind = "Deployment", Name = deployment.Metadata.Name, Uid = deployment.Metadata.Uid, Controller = true, BlockOwnerDeletion = true }],
        },
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Selector(deployment.Metadata.Name),
            Ports = [new V1ServicePort { Name = "http", Port = Port, TargetPort = Port, Protocol = "TCP" }],
        },
    };

    /// <summary>The annotations of the Deployment: those that Kubernetes takes, and what was deployed to the letter.</summary>
    public static Dictionary<string, string> DeploymentAnnotations(FunctionDeployment function) =>
        new(Annotations(function)) { [Marks.Deployment] = JsonSerializer.Serialize(function, OpenFaasJson.Default.FunctionDeployment) };

    public static Dictionary<string, string> Selector(string function) => new() { [Marks.Function] = function };

    private static Dictionary<string, string> Labels(FunctionDeployment function)
    {
        var labels = Legal(function.Labels, isLabel: true);
        labels[Marks.ManagedBy] = ManagedBy;
        labels[Marks.Function] = function.Service;
        return labels;
    }

    private static Dictionary<string, string> PodAnnotations(FunctionDeployment function, string? birth, string revision)
    {
        var annotations = new Dictionary<string, string>(Annotations(function)) { [Marks.Revision] = revision, ["prometheus.io.scrape"] = "false" };
        if (birth is not null)
            annotations[Marks.Birth] = birth;
        return annotations;
    }

    private static Dictionary<string, string> Annotations(FunctionDeployment function) => Legal(function.Annotations, isLabel: false);

    private static Dictionary<string, string> Legal(IReadOnlyDictionary<string, string>? map, bool isLabel) =>
        (map ?? new Dictionary<string, string>()).Where(pair => KubernetesNames.IsKey(pair.Key) && (!isLabel || KubernetesNames.IsLabelValue(pair.Value))).ToDictionary();
}

/// <summary>The secrets that a function names.</summary>
/// <param name="Mounted">Their keys become files.</param>
/// <param name="Pull">Nodes log in at registries with them.</param>
internal sealed record FunctionSecrets(IReadOnlyList<string> Mounted, IReadOnlyList<string> Pull)
{
    public static FunctionSecrets None { get; } = new([], []);
}
