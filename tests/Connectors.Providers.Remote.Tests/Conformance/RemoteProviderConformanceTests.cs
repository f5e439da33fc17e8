using Connectors.Conformance.Providers;

namespace Connectors.Providers.Remote.Tests.Conformance;

/// <summary>Replicas called at their own addresses.</summary>
public sealed class DirectConformanceTests : ProviderConformance
{
    protected override async Task<ProviderUnderTest> StartAsync() => await ServedProcesses.StartAsync(direct: true);
}

/// <summary>Functions called through the provider's own route, which spreads calls over replicas itself.</summary>
public sealed class ThroughProviderConformanceTests : ProviderConformance
{
    protected override bool ResolvesReplicas => false;

    protected override async Task<ProviderUnderTest> StartAsync() => await ServedProcesses.StartAsync(direct: false);
}
