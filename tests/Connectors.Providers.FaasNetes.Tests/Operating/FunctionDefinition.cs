using Connectors.TestServers.Kubernetes;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Providers.FaasNetes.Tests.Operating;

/// <summary>The definition of the kind Function, as the chart installs it.</summary>
internal static class FunctionDefinition
{
    private const string Name = "functions.openfaas.com";

    public static async Task InstallAsync(KubeCluster cluster)
    {
        await cluster.KubectlAsync("apply", "-f", Path.Combine(WatchdogBinary.Repository, "charts/connectors/crds/functions.yaml"));
        await cluster.KubectlAsync("wait", "--for=condition=Established", "--timeout=30s", $"crd/{Name}");
    }

    /// <summary>All functions that are written as resources go with it.</summary>
    public static Task RemoveAsync(KubeCluster cluster) => cluster.KubectlAsync("delete", "crd", Name, "--ignore-not-found", "--timeout=60s");
}
