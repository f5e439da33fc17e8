using Connectors.Core.Functions;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>Waits for what the gateway asks of the provider.</summary>
internal static class WantedReplicas
{
    /// <summary>Returns when this function is to have so many replicas.</summary>
    public static async Task WantedAsync(this MemoryProvider provider, string name, int replicas)
    {
        var function = new FunctionName(name, "openfaas-fn");
        while (true)
        {
            var seen = provider.Changes.Version;
            if ((await provider.GetAsync(function, TestContext.Current.CancellationToken))?.Replicas == replicas)
                return;
            await provider.Changes.WaitAsync(seen, TestContext.Current.CancellationToken);
        }
    }
}
