using Connectors.Webhooks.Secrets;

namespace Connectors.Webhooks.Deliveries;

/// <summary>A kind of webhook that cannot use every secret. Thread-safe.</summary>
public interface IChecksSecrets
{
    /// <summary>Why a secret can prove nothing to this kind; null when it can. Asked when a secret file is read; it never quotes the secret.</summary>
    string? FaultOf(WebhookSecret secret);
}
