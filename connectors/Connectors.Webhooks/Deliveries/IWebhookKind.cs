using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Sources;

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
    /// before anything in them is read; compares in constant time. The fault is one line for the sender and the log; it tells nothing
    /// that only someone who knows a secret may know.
    /// </summary>
    bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault);

    /// <summary>
    /// Why a delivery cannot be authentic whatever its body: its signature is missing, its token wrong. Asked with an empty body before the
    /// body is read, so that a stranger's is not held in memory; null: the body must be looked at. What it says is told as <see cref="IsAuthentic"/>'s is.
    /// </summary>
    string? FaultBeforeBody(WebhookDelivery head) => null;

    /// <summary>Whether a sender may prove itself by <c>Authorization: Bearer</c>, which a refusal then asks for as HTTP has it.</summary>
    bool TakesBearer(WebhookSourceSettings settings) => false;

    /// <summary>Reads an authentic delivery: which events it brings, what its sender is to be answered, or why it is malformed.</summary>
    WebhookReading Read(WebhookDelivery delivery);

    /// <summary>Why a secret can prove nothing to this kind; null when it can. Asked when a secret file is read.</summary>
    string? FaultOf(WebhookSecret secret) => null;
}
