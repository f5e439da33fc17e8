using System.Collections.Concurrent;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// A queue has consumers of one kind: the server refuses a shared one beside those of functions. The first worker whose setting is another
/// removes those it finds; what they had handed out is handed out again. Once a queue and process. Thread-safe.
/// </summary>
internal sealed class ModeSwitch(JetStreamStore store)
{
    private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);

    public async Task MakeRoomAsync(string queue, CancellationToken cancellationToken)
    {
        if (seen.ContainsKey(queue))
            return;
        var removed = 0;
        foreach (var consumer in await ForeignAsync(queue, cancellationToken))
            removed += await RemoveAsync(queue, consumer, cancellationToken) ? 1 : 0;
        seen[queue] = true;
        if (removed > 0)
            Log.ModeSwitched(store.Logger, queue, store.Own.Consumers, removed);
    }

    private Task<List<string>> ForeignAsync(string queue, CancellationToken cancellationToken) => store.Link.GuardAsync(
        async () =>
        {
            var found = new List<string>();
            await foreach (var name in store.Link.JetStream.ListConsumerNamesAsync(Lane.StreamOf(queue), cancellationToken))
            {
                if ((name == Names.SharedConsumer) != (store.Own.Consumers == ConsumerMode.Shared))
                    found.Add(name);
            }
            return found;
        },
        cancellationToken).AsTask();

    private Task<bool> RemoveAsync(string queue, string consumer, CancellationToken cancellationToken) => store.Link.GuardAsync(
        async () =>
        {
            try
            {
                return await store.Link.JetStream.DeleteConsumerAsync(Lane.StreamOf(queue), consumer, cancellationToken);
            }
            catch (NatsJSApiException gone) when (gone.Error.Code == 404)
            {
                return false;
            }
        },
        cancellationToken).AsTask();
}
