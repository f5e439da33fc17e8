using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;

namespace Connectors.Webhooks.Sources;

/// <summary>One source, ready to receive. Thread-safe.</summary>
internal sealed class WebhookSource(string name, WebhookSourceSettings settings, IWebhookKind kind, SecretFile secrets, TimeProvider time) : IDisposable
{
    private string? toldFault;

    public string Name => name;

    public WebhookSourceSettings Settings => settings;

    public IWebhookKind Kind => kind;

    public SecretFile Secrets => secrets;

    public DeliveryRate? Rate { get; } = DeliveryRate.Of(settings);

    public RefusedDeliveries Refused { get; } = new(name, time);

    /// <summary>Whether the secret file's fault (null: none) differs from the one told last, so that each is told once.</summary>
    public bool IsNews(string? fault) => !string.Equals(Interlocked.Exchange(ref toldFault, fault), fault, StringComparison.Ordinal);

    public void Dispose()
    {
        Rate?.Dispose();
        Refused.Dispose();
    }
}
