using Connectors.Conformance.Providers;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>What every provider promises, on a real containerd.</summary>
public sealed class FaasdConformanceTests : ProviderConformance
{
    protected override async Task<ProviderUnderTest> StartAsync() => await FaasdHost.StartAsync();
}
