using Connectors.Webhooks.Signatures;

namespace Connectors.Webhooks.Deliveries;

/// <summary>What a delivery's head alone tells of its proof, for kinds that carry a token there, or a signature of the body.</summary>
internal static class HeadProof
{
    /// <summary>Why it cannot be authentic whatever its body; null when that is for the body to show.</summary>
    public static string? FaultOf(IWebhookKind kind, WebhookDelivery head) =>
        kind.IsAuthentic(head, out var fault) || SignatureFaults.IsOfBody(fault) ? null : fault;
}
