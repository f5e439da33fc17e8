using Connectors.Conformance.Providers;

namespace Connectors.Providers.FaasNetes.Tests.Conformance;

/// <summary>On the real cluster.</summary>
[Collection("cluster")]
public sealed class FaasNetesConformanceTests : ProviderConformance
{
    protected override async Task<ProviderUnderTest> StartAsync() => await KubeHost.StartAsync();
}

/// <summary>The same over HTTP, through the provider's own route.</summary>
[Collection("cluster")]
public sealed class RemoteFaasNetesConformanceTests : ProviderConformance
{
    protected override bool ResolvesReplicas => false;

    protected override async Task<ProviderUnderTest> StartAsync()
    {
        var behind = await KubeHost.MakeAsync();
        return await ServedProvider.StartAsync(behind, services => services.AddFaasNetesProvider(behind.Settings));
    }
}
