using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Functions;
using Connectors.Providers.FaasNetes.Profiles;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

/// <summary>The provider on the tests' cluster, with a namespace of its own for profiles.</summary>
internal sealed class ProfileHost : IAsyncDisposable
{
    private readonly KubeHost host;

    private ProfileHost(KubeHost host) => this.host = host;

    public FunctionProvider Provider => host.Provider;

    public ClusterProfiles Profiles => host.Services.GetRequiredService<ClusterProfiles>();

    public string Namespace => host.Settings.ProfilesNamespace;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<ProfileHost> StartAsync(KubeHost made, bool withNamespace = true)
    {
        made.Settings.ProfilesNamespace = $"profiles-{Guid.NewGuid():N}"[..20];
        if (withNamespace)
            await made.Cluster.KubectlAsync("create", "namespace", made.Settings.ProfilesNamespace);
        await made.StartAgainAsync();
        return new ProfileHost(made);
    }

    public Task WriteAsync(string name, string spec) =>
        host.Cluster.ApplyAsync($$"""{ "apiVersion": "openfaas.com/v1", "kind": "Profile", "metadata": { "name": "{{name}}", "namespace": "{{Namespace}}" }, "spec": {{spec}} }""");

    public Task<ProviderResult> DeployAsync(FunctionDeployment function, WriteMode mode = WriteMode.Create) => Provider.Deployment.DeployAsync(function, mode, Ending);

    /// <summary>One that answers the number of its user, wherever that user may write.</summary>
    public static FunctionDeployment WhoAmI(string? profiles = null) => KubeHost.Shell("whoami", "id -u") with
    {
        ReadOnlyRootFilesystem = true,
        Annotations = profiles is null ? null : new Dictionary<string, string> { ["com.openfaas.profile"] = profiles },
    };

    /// <summary>What the function answers as soon as every pod of its last deployment is ready.</summary>
    public async Task<string> AnswerAsync()
    {
        await host.Cluster.KubectlAsync("-n", FunctionName.DefaultNamespace, "rollout", "status", "deployment/whoami", "--timeout=60s");
        using var client = new HttpClient();
        var function = new FunctionName("whoami", FunctionName.DefaultNamespace);
        while (true)
        {
            var seen = Provider.Catalogue.Changes.Version;
            if ((await Provider.Resolution.ResolveAsync(function, Ending))!.Ready is [var only])
                return (await client.GetStringAsync(only, Ending)).Trim();
            await Provider.Catalogue.Changes.WaitAsync(seen, Ending);
        }
    }

    /// <summary>The Deployment as the provider knows it.</summary>
    public V1Deployment Deployed => host.Services.GetRequiredService<ClusterCatalogue>().Find(new FunctionName("whoami", FunctionName.DefaultNamespace))!.Value.Deployment;

    public async Task<V1Pod> PodAsync() =>
        Assert.Single(k8s.KubernetesJson.Deserialize<V1PodList>(await host.Cluster.KubectlAsync("-n", FunctionName.DefaultNamespace, "get", "pods", "-l", "faas_function=whoami", "--field-selector=status.phase=Running", "-o", "json")).Items, pod => pod.Metadata.DeletionTimestamp is null);

    public async Task UntilAsync(Func<FoundProfiles, bool> isSo, params IReadOnlyList<string> names)
    {
        while (true)
        {
            var seen = Profiles.Changes.Version;
            if (isSo(Profiles.Find(names)))
                return;
            await Profiles.Changes.WaitAsync(seen, Ending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.Cluster.KubectlAsync("delete", "namespace", Namespace, "--ignore-not-found");
        await host.DisposeAsync();
    }
}
