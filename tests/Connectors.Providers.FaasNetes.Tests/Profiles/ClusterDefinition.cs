using Connectors.TestServers.Kubernetes;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

/// <summary>
/// The definition of profiles in the cluster that tests share, there as long as a test wants it. One that somebody else has brought in stays as it is, and so do their profiles.
/// </summary>
internal sealed class ClusterDefinition : IAsyncDisposable
{
    private const string Name = "customresourcedefinition/profiles.openfaas.com";
    private const string Mark = "connectors-test=profiles";
    private readonly KubeCluster cluster;

    private ClusterDefinition(KubeCluster cluster) => this.cluster = cluster;

    /// <summary>The chart's definition.</summary>
    public static string Manifest => File.ReadAllText(Path.Combine(WatchdogBinary.Repository, "charts/connectors/crds/profiles.yaml"));

    /// <summary>With the chart's definition, or the one that is there.</summary>
    public static async Task<ClusterDefinition> InstalledAsync(KubeCluster cluster)
    {
        var definition = new ClusterDefinition(cluster);
        await definition.RemoveAsync();
        if (!await definition.IsThereAsync())
            await definition.InstallAsync();
        return definition;
    }

    /// <summary>A cluster without it, for tests that bring it in themselves; they are skipped where somebody has profiles.</summary>
    public static async Task<ClusterDefinition> AbsentAsync(KubeCluster cluster)
    {
        var definition = new ClusterDefinition(cluster);
        await definition.RemoveAsync();
        Assert.SkipWhen(await definition.IsThereAsync(), $"The cluster has {Name} already; it is not the tests' to remove.");
        return definition;
    }

    public Task InstallAsync() => InstallAsync(Manifest);

    public async Task InstallAsync(string manifest)
    {
        await cluster.ApplyAsync(manifest);
        await cluster.KubectlAsync("label", Name, Mark);
        await cluster.KubectlAsync("wait", "--for=condition=established", Name, "--timeout=60s");
    }

    /// <summary>Removes what a test has brought in, now or when it was broken off, and all profiles with it.</summary>
    public async Task RemoveAsync() => await cluster.KubectlAsync("delete", "customresourcedefinition", "-l", Mark, "--ignore-not-found");

    public async ValueTask DisposeAsync() => await RemoveAsync();

    private async Task<bool> IsThereAsync() => (await cluster.KubectlAsync("get", Name, "--ignore-not-found", "-o", "name")).Length > 0;
}
