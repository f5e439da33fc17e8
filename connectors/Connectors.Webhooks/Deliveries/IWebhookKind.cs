using System.Diagnostics.CodeAnalysis;
using Connectors.Sdk.Events;

namespace Connectors.Webhooks.Deliveries;

/// <summary>
/// How one kind of sender proves its deliveries and names its events. One instance serves all sources of its kind, concurrently.
/// Register it by <see cref="WebhooksRegistration.AddWebhookKind{TKind}"/>.
/// </summary>
public interface IWebhookKind
{
    /// <summary>The name in the setting <c>kind</c>; lower case.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the delivery proves that its sender knows one of <see cref="WebhookDelivery.Secrets"/>. Judged on the raw bytes,
    /// before anything in them is read; compares in constant time.
    /// </summary>
    bool IsAuthentic(WebhookDelivery delivery);

    /// <summary>
    /// Makes an event of an authentic delivery. False when it is malformed; the fault, one line without any part of the payload,
    /// is told to the sender with status 400.
    /// </summary>
    bool TryTranslate(WebhookDelivery delivery, [NotNullWhen(true)] out ConnectorEvent? connectorEvent, [NotNullWhen(false)] out string? fault);
}
