using Connectors.Sdk.Events;
using Connectors.Webhooks.Deliveries;

namespace Connectors.Webhooks.Intake;

/// <summary>What became of a request: events to dispatch and what its sender is then answered, or a refusal.</summary>
internal readonly record struct Judgement(IReadOnlyList<ConnectorEvent> Events, bool IsBatch, WebhookAnswer? Answer, Refusal? Refusal)
{
    public static Judgement Of(WebhookReading reading) => new(reading.Events, reading.IsBatch, reading.Answer, null);

    public static Judgement Refused(Refusal refusal) => new([], false, null, refusal);
}
