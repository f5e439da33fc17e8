using Connectors.Core.Changes;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// A server that was killed may, when it comes back, begin its consumers behind messages that it had stored last, and one of 2.9 moves them
/// behind everything when somebody purges a subject: those messages lie in the stream and nobody is ever given them. A consumer that thinks it is past a message which is still there is made again; it then gives out
/// everything that is there, and the records tell what is running or done already.
/// </summary>
internal sealed class SkippedMessages(JetStreamStore store)
{
    private static readonly TimeSpan Usually = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan[] AfterReconnect = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)];

    // What has just been acknowledged is removed in a moment.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Fires when the connection has come back.</summary>
    public ChangeSignal Reconnected { get; } = new();

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        for (var seen = Reconnected.Version; ;)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Reconnected.WaitAsync(seen, wait.Token), Task.Delay(Usually, store.Time, wait.Token));
            await wait.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            var returned = Reconnected.Version > seen;
            seen = Reconnected.Version;
            foreach (var pause in returned ? AfterReconnect : [TimeSpan.Zero])
            {
                await Task.Delay(pause, store.Time, cancellationToken);
                await LookAsync(cancellationToken);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!store.Link.IsOpen)
            return;
        await MendAsync(Names.Delayed, Names.ClockConsumer, Names.DelayPrefix + ">", cancellationToken);
        await MendAsync(Names.Callbacks, Names.CallbackConsumer, Names.CallbackPrefix + ">", cancellationToken);
        foreach (var queue in store.Board.Lanes.GroupBy(lane => lane.Queue, StringComparer.Ordinal))
        {
            var stream = Lanes.Lane.StreamOf(queue.Key);
            if (await store.Link.LastSequenceAsync(stream, cancellationToken) == 0)
                continue;
            if (store.Own.Consumers == ConsumerMode.Shared)
                await MendAsync(stream, Names.SharedConsumer, $"{Names.CallPrefix}>", cancellationToken);
            else
                foreach (var lane in queue)
                    await MendAsync(stream, lane.Consumer, lane.CallFilter, cancellationToken);
        }
    }

    private async Task MendAsync(string stream, string consumer, string filter, CancellationToken cancellationToken)
    {
        if (await store.Link.NextAsync(stream, filter, 1, cancellationToken) is not { } oldest
            || await FloorAsync(stream, consumer, cancellationToken) is not { } floor || oldest.Sequence > floor)
        {
            return;
        }
        await Task.Delay(Moment, store.Time, cancellationToken);
        if (await store.Link.AtAsync(stream, oldest.Sequence, cancellationToken) is null)
            return;
        Log.MessageSkipped(store.Logger, consumer, stream, oldest.Sequence);
        await store.Link.GuardAsync(async () => await store.Link.JetStream.DeleteConsumerAsync(stream, consumer, cancellationToken), cancellationToken);
    }

    /// <summary>Up to where the consumer takes everything for done; null when there is no such consumer.</summary>
    private async ValueTask<ulong?> FloorAsync(string stream, string consumer, CancellationToken cancellationToken) => await store.Link.GuardAsync<ulong?>(
        async () =>
        {
            try
            {
                return (await store.Link.JetStream.GetConsumerAsync(stream, consumer, cancellationToken)).Info.AckFloor.StreamSeq;
            }
            catch (NatsJSApiException gone) when (gone.Error.Code == 404)
            {
                return null;
            }
        },
        cancellationToken);
}
