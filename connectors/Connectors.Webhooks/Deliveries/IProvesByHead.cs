namespace Connectors.Webhooks.Deliveries;

/// <summary>A kind of webhook that can refuse a stranger before it reads his body. Thread-safe, as <see cref="IWebhookKind"/> is.</summary>
public interface IProvesByHead
{
    /// <summary>
    /// Why a delivery cannot be authentic whatever its body: its signature is missing, its token wrong. Asked with an empty body before the
    /// body is read, so that a stranger's is not held in memory; null: the body must be looked at. What it says is told as that of
    /// <see cref="IWebhookKind.IsAuthentic"/> is, which is asked all the same once the body is there.
    /// </summary>
    string? FaultBeforeBody(WebhookDelivery head);
}
