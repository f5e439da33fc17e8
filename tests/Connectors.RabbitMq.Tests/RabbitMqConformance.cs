using Connectors.Conformance.Sources;

namespace Connectors.RabbitMq.Tests;

/// <summary>
/// The two ways in which the conformance suites are run: messages with a message id, which are dispatched in any order, and without, in order.
/// </summary>
internal static class Sources
{
    private const SourceFeatures Always = SourceFeatures.Redelivers | SourceFeatures.Keeps | SourceFeatures.Shares | SourceFeatures.Headers | SourceFeatures.Restarts;

    public static async ValueTask<ISourceUnderTest> IdentifiedAsync(SharedServer.Fixture shared) =>
        await RabbitMqSource.StartAsync(shared.Server, _ => { }, Always | SourceFeatures.StableIds);

    public static async ValueTask<ISourceUnderTest> OrderedAsync(SharedServer.Fixture shared) =>
        await RabbitMqSource.StartAsync(shared.Server, settings => settings.Order = MessageOrder.Queue, Always, identifies: false);
}

[Collection(SharedServer.Name)]
public sealed class IdentifiedDelivery(SharedServer.Fixture shared) : DeliveryConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.IdentifiedAsync(shared);
}

[Collection(SharedServer.Name)]
public sealed class IdentifiedAcknowledge(SharedServer.Fixture shared) : AcknowledgeConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.IdentifiedAsync(shared);
}

[Collection(SharedServer.Name)]
public sealed class IdentifiedOutage(SharedServer.Fixture shared) : OutageConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.IdentifiedAsync(shared);
}

[Collection(SecondServer.Name)]
public sealed class OrderedDelivery(SharedServer.Fixture shared) : DeliveryConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.OrderedAsync(shared);
}

[Collection(SecondServer.Name)]
public sealed class OrderedAcknowledge(SharedServer.Fixture shared) : AcknowledgeConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.OrderedAsync(shared);
}

[Collection(SecondServer.Name)]
public sealed class OrderedOutage(SharedServer.Fixture shared) : OutageConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.OrderedAsync(shared);
}
