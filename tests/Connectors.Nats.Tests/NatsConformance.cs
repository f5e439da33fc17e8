using Connectors.Conformance.Sources;

namespace Connectors.Nats.Tests;

public sealed class SubjectDelivery : DeliveryConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await NatsSource.StartAsync(kept: false);
}

public sealed class SubjectAcknowledge : AcknowledgeConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await NatsSource.StartAsync(kept: false);
}

public sealed class SubjectOutage : OutageConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await NatsSource.StartAsync(kept: false);
}

public sealed class StreamDelivery : DeliveryConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await NatsSource.StartAsync(kept: true);
}

public sealed class StreamAcknowledge : AcknowledgeConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await NatsSource.StartAsync(kept: true);
}

public sealed class StreamOutage : OutageConformance
{
    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await NatsSource.StartAsync(kept: true);
}
