using Connectors.Conformance.Sources;

namespace Connectors.Mqtt.Tests;

/// <summary>The two ways in which the conformance suites are run: MQTT 5 with a group of replicas, and MQTT 3.1.1 without.</summary>
internal static class Sources
{
    // MQTT gives messages no identity: a redelivery is recognised by the publisher's own id only.
    private const SourceFeatures Always = SourceFeatures.Redelivers | SourceFeatures.Keeps | SourceFeatures.Patterns | SourceFeatures.Restarts;

    public static async ValueTask<ISourceUnderTest> SharedAsync() => await MqttSource.StartAsync(settings => settings.Group = "workers", Always | SourceFeatures.Shares | SourceFeatures.Headers);

    public static async ValueTask<ISourceUnderTest> PlainAsync() => await MqttSource.StartAsync(settings => settings.Protocol = "3.1.1", Always);
}

public sealed class SharedDelivery : DeliveryConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.SharedAsync();
}

public sealed class SharedAcknowledge : AcknowledgeConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.SharedAsync();
}

public sealed class SharedOutage : OutageConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.SharedAsync();
}

public sealed class PlainDelivery : DeliveryConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.PlainAsync();
}

public sealed class PlainAcknowledge : AcknowledgeConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.PlainAsync();
}

public sealed class PlainOutage : OutageConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => Sources.PlainAsync();
}
