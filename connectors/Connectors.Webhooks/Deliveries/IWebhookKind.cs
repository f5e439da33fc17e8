using System.Diagnostics.CodeAnalysis;

namespace Connectors.Webhooks.Deliveries;

/// <summary>
/// How one kind of sender proves its deliveries and names its events. One instance serves all sources of its kind, concurrently.
/// Register it by <see cref="WebhooksRegistration.AddWebhookKind{TKind}"/>. What not every kind has to say has a promise of its own, which it
/// implements beside this one: <see cref="IProvesByHead"/>, <see cref="ITakesBearer"/>, <see cref="IChecksSecrets"/>.
/// </summary>
public interface IWebhookKind
{
    /// <summary>The name in the setting <c>kind</c>; lower case.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the delivery proves that its sender knows one of <see cref="WebhookDelivery.Secrets"/>. Judged on the raw bytes,
    /// before anything in them is read; compares in constant time. The fault is one line for the sender and the log; it tells nothing
    /// that only someone who knows a secret may know.
    /// </summary>
    bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault);

    /// <summary>Reads an authentic delivery: which events it brings, what its sender is to be answered, or why it is malformed.</summary>
    WebhookReading Read(WebhookDelivery delivery);
}
