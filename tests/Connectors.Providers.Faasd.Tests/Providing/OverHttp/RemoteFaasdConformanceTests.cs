using Connectors.Conformance.Providers;

namespace Connectors.Providers.Faasd.Tests.Providing.OverHttp;

/// <summary>The same over HTTP, through the provider's own route.</summary>
public sealed class RemoteFaasdConformanceTests : ProviderConformance
{
    protected override bool ResolvesReplicas => false;

    protected override async Task<ProviderUnderTest> StartAsync() => await RemoteFaasdHost.StartAsync();
}
