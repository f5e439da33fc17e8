using Connectors.Queues.JetStream.Invocations;

namespace Connectors.Queues.JetStream.Delays;

/// <summary>An invocation that waits for a time, in the stream of the delayed.</summary>
internal static class DelayedMessage
{
    /// <summary>Stores it; repeating it within two minutes stores nothing more, and later what is stored twice is run once.</summary>
    public static async ValueTask StoreAsync(JetStreamStore store, Envelope envelope, CancellationToken cancellationToken)
    {
        var headers = envelope.ToHeaders();
        headers["Nats-Msg-Id"] = $"{envelope.Id}.{envelope.Turn}";
        await store.Link.PublishAsync(envelope.Lane.Delayed(envelope.Id), headers, envelope.Body.Inline, null, cancellationToken);
    }
}
