using Connectors.Conformance.Sources;

namespace Connectors.Webhooks.Tests.Conformance;

public sealed class WebhookDelivery : DeliveryConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => new(new HttpSource(new WebhookSender()));
}

public sealed class WebhookAcknowledge : AcknowledgeConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => new(new HttpSource(new WebhookSender()));
}

public sealed class WebhookOutage : OutageConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => new(new HttpSource(new WebhookSender()));
}

public sealed class EventDelivery : DeliveryConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => new(new HttpSource(new EventSender()));
}

public sealed class EventAcknowledge : AcknowledgeConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => new(new HttpSource(new EventSender()));
}

public sealed class EventOutage : OutageConformance
{
    protected override ValueTask<ISourceUnderTest> StartSourceAsync() => new(new HttpSource(new EventSender()));
}
