using Connectors.Queues.JetStream.Broker;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// Asks one consumer for messages, when told to and not before, so that no process holds what another could run. One request is out at a
/// time. A consumer that is gone is made again. Thread-safe.
/// </summary>
/// <param name="name">The consumer's name, for the log.</param>
/// <param name="stream">Its stream's name, for the log.</param>
/// <param name="ensure">Makes the consumer where it is missing.</param>
/// <param name="arrived">Gets each message.</param>
/// <param name="idle">Called when a request has ended.</param>
/// <param name="patience">How long a request that gets nothing may be out.</param>
/// <param name="replicated">Several servers keep the consumer: the one that has the request may be lost while the connection is not.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class Intake(
    string name, string stream, Func<CancellationToken, Task<INatsJSConsumer>> ensure, Action<INatsJSMsg<byte[]>> arrived, Action idle, TimeSpan patience, bool replicated, TimeProvider time, ILogger logger)
{
    private const int MostInWindow = 64;
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);
    // A heartbeat is half a second at least.
    private static readonly TimeSpan ShortestRequest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(300);

    // Twenty times as long as a request takes, and a fiftieth of what may lie here before it is given back.
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(20);
    private const int MostAhead = 48;

    // A request is taken for lost after two heartbeats without one. A lost connection tells at once; a lost server behind it by this alone.
    private static readonly TimeSpan Replicated = TimeSpan.FromSeconds(2);

    private readonly TimeSpan expires = Expires(patience);
    private readonly TimeSpan heartbeat = replicated && Expires(patience) / 4 > Replicated ? Replicated : Expires(patience) / 4;
    private readonly Pace pace = new(time);
    private int asking;
    private int window = 1;
    private INatsJSConsumer? consumer;
    private Task running = Task.CompletedTask;

    /// <summary>True while a request is out.</summary>
    public bool IsAsking => Volatile.Read(ref asking) == 1;

    /// <summary>When it last got a message, or was made.</summary>
    public long BusyAt { get; private set; } = time.GetTimestamp();

    /// <summary>Returns when no request is out any more.</summary>
    public Task Idle => running;

    /// <summary>Asks for messages, unless a request is out.</summary>
    /// <param name="most">How many could be leased now; fewer are asked for while the consumer gives little.</param>
    /// <param name="share">How many to begin with.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public void Ask(int most, int share, CancellationToken cancellationToken)
    {
        if (most > 0 && Interlocked.CompareExchange(ref asking, 1, 0) == 0)
            running = Task.Run(() => AskAsync(Math.Clamp(Math.Max(window, share), 1, most), cancellationToken), CancellationToken.None);
    }

    /// <summary>
    /// How many it pays to have here before they can run: what is surely leased in a moment, at the pace of now. None of a consumer that gives
    /// less than it is asked for, or slowly.
    /// </summary>
    public int WorthAhead => Volatile.Read(ref window) > 1 ? Math.Min(pace.Within(Ahead), MostAhead) : 0;

    /// <summary>The consumer may be gone by the next request.</summary>
    public void Forget() => consumer = null;

    /// <summary>Makes the consumer now, not at the first request.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken) => consumer ??= await ensure(cancellationToken);

    private static TimeSpan Expires(TimeSpan patience) => patience < ShortestRequest ? ShortestRequest : patience > LongestRequest ? LongestRequest : patience;

    private async Task AskAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            var got = await FetchAsync(count, cancellationToken);
            window = got >= count ? Math.Min(window * 2, MostInWindow) : 1;
            if (got > 0)
                BusyAt = time.GetTimestamp();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The connection was lost or the queue is closed: who still wants something asks again.
        }
        catch (Exception exception) when (exception is Core.Queues.QueueUnavailableException || BrokerFault.IsOutage(exception, cancellationToken))
        {
            consumer = null;
            Log.Postponed(logger, $"Taking from consumer {name} of stream {stream}", exception.Message);
            await Task.Delay(AfterFault, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Volatile.Write(ref asking, 0);
            idle();
        }
    }

    private async Task<int> FetchAsync(int count, CancellationToken cancellationToken)
    {
        consumer ??= await ensure(cancellationToken);
        var (got, gone) = (0, false);
        var options = new NatsJSFetchOpts
        {
            MaxMsgs = count,
            Expires = expires,
            IdleHeartbeat = heartbeat,
            NotificationHandler = (notice, _) =>
            {
                gone |= notice is NatsJSNoRespondersNotification or NatsJSTimeoutNotification;
                return Task.CompletedTask;
            },
        };
        await foreach (var message in consumer.FetchAsync(options, NatsRawSerializer<byte[]>.Default, cancellationToken))
        {
            got++;
            pace.Count(1);
            arrived(message);
        }
        if (gone)
            throw new NatsJSException("nobody answers for the consumer");
        return got;
    }
}
