using Connectors.Conformance.Hubs;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>What the README promises a new user, with functions in containers.</summary>
public sealed class WalkThroughTests : HubConformance
{
    protected override async Task<IHubUnderTest> MakeAsync() => await FaasdHost.MakeAsync();
}
