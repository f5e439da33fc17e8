using Connectors.Conformance.Hubs;
using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using Connectors.TestServers;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Providers.FaasNetes.Tests.Hubs;

/// <summary>The real program beside the cluster, which it finds by <c>KUBECONFIG</c>.</summary>
internal sealed class KubeHub : IHubUnderTest
{
    private readonly KubeHost host;
    private readonly TempDirectory directory = new("kube-hub");
    private int count;

    private KubeHub(KubeHost host) => this.host = host;

    public string Image => FunctionImage.Name;

    public KubeCluster Cluster => host.Cluster;

    /// <summary>With an empty cluster.</summary>
    public static async Task<KubeHub> MakeAsync() => new(await KubeHost.MakeAsync());

    /// <summary>Each with data of its own.</summary>
    public HubProgram Program(params string[] role) => new(
        typeof(KubeHub).Assembly,
        directory.Below($"data{++count}"),
        new Dictionary<string, string>
        {
            ["KUBECONFIG"] = Cluster.Kubeconfig,
            ["CONNECTORS_FAASNETES__IMAGE_PULL_POLICY"] = "Never",
            ["CONNECTORS_FAASNETES__DRAIN_DELAY"] = "1s",
        },
        [role[0], "--provider", FaasNetesRegistration.Name, .. role[1..]]);

    public Task<string> KubectlAsync(params IEnumerable<string> arguments) => Cluster.KubectlAsync(["-n", FunctionName.DefaultNamespace, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        directory.Dispose();
    }
}
