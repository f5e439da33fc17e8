using Connectors.Conformance.Sources;

namespace Connectors.Kafka.Tests;

public sealed class KafkaDelivery : DeliveryConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await KafkaSource.StartAsync();
}

public sealed class KafkaAcknowledge : AcknowledgeConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await KafkaSource.StartAsync();
}

public sealed class KafkaOutage : OutageConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await KafkaSource.StartAsync();
}
