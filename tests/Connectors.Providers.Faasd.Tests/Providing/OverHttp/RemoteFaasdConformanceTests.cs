using Connectors.Conformance.Providers;

namespace Connectors.Providers.Faasd.Tests.Providing.OverHttp;

/// <summary>The same over HTTP, through the provider's own route.</summary>
public sealed class RemoteFaasdConformanceTests : ProviderConformance
{
    protected override bool ResolvesReplicas => false;

    protected override async Task<ProviderUnderTest> StartAsync()
    {
        var behind = await FaasdHost.MakeAsync();
        return await ServedProvider.StartAsync(behind, services => services.AddFaasdProvider(behind.Settings, behind.Data));
    }
}
