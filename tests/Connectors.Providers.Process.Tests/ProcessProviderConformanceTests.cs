using Connectors.Conformance.Providers;

namespace Connectors.Providers.Process.Tests;

public sealed class ProcessProviderConformanceTests : ProviderConformance
{
    protected override async Task<ProviderUnderTest> StartAsync() => await ProcessHost.StartAsync();
}
