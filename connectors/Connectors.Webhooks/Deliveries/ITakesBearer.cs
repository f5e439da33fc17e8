using Connectors.Webhooks.Sources;

namespace Connectors.Webhooks.Deliveries;

/// <summary>A kind of webhook whose senders may prove themselves by <c>Authorization: Bearer</c>. Thread-safe.</summary>
public interface ITakesBearer
{
    /// <summary>Whether they may at this source; a refusal then asks for it as HTTP has it.</summary>
    bool TakesBearer(WebhookSourceSettings settings);
}
