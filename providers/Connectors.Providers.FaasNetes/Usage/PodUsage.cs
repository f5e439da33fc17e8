using System.Net;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Units;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using k8s;
using k8s.Autorest;

namespace Connectors.Providers.FaasNetes.Usage;

/// <summary>What functions use, as the cluster's metrics API tells it; unknown in a cluster without one.</summary>
internal sealed class PodUsage(IKubernetes client, ClusterCatalogue catalogue) : IFunctionUsage
{
    public async ValueTask<FunctionUsage?> GetAsync(FunctionName function, CancellationToken cancellationToken)
    {
        if (catalogue.Find(function) is null)
            return null;
        try
        {
            var answer = await ClusterCalls.AskAsync(
                ending => client.CustomObjects.ListNamespacedCustomObjectAsync("metrics.k8s.io", "v1beta1", function.Namespace, "pods", labelSelector: $"{Marks.Function}={function.Name}", cancellationToken: ending), cancellationToken);
            return Sum((JsonElement)answer);
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The sum over all containers; millicores and bytes.</summary>
    internal static FunctionUsage Sum(JsonElement metrics)
    {
        double cpu = 0, memory = 0;
        foreach (var container in metrics.GetProperty("items").EnumerateArray().SelectMany(pod => pod.GetProperty("containers").EnumerateArray()))
        {
            var usage = container.GetProperty("usage");
            cpu += Amount(usage, "cpu") * 1000;
            memory += Amount(usage, "memory");
        }
        return new FunctionUsage { Cpu = cpu, TotalMemoryBytes = memory };
    }

    private static double Amount(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var text) && Quantity.TryParse(text.GetString(), out var quantity) ? (double)quantity.Value : 0;
}
