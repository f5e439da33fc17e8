using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Bodies;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Callbacks;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Leasing;
using Connectors.Queues.JetStream.Lines;
using Connectors.Queues.JetStream.LogIn;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;
using Connectors.Queues.JetStream.Statistics;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream;

/// <summary>What the faces of the queue share: the connection, the stores, and what runs in the background. Thread-safe once opened.</summary>
internal sealed class JetStreamStore : IAsyncDisposable
{
    // A cluster that is electing answers nobody meanwhile, and following is begun again until it does.
    private static readonly TimeSpan CaughtUpWithin = TimeSpan.FromSeconds(30);

    private readonly Func<string, ValueTask>? reached;
    private readonly CancellationTokenSource stopping = new();
    private readonly Background background;
    private readonly StreamGuard streams;
    private readonly Upkeep upkeep;
    private volatile CancellationTokenSource generation;

    private JetStreamStore(
        JetStreamQueueSettings own, QueueSettings common, NatsOpts options, TimeProvider time, ILogger logger, Func<string, ValueTask>? reached)
    {
        (Own, Common, Time, Logger, this.reached) = (own, common, time, logger, reached);
        Link = new BrokerLink(options, own.Replicas);
        Topology = new Topology(Link, own, common, time, logger);
        streams = new StreamGuard(this);
        upkeep = new Upkeep(this);
        Clock = new ServerClock(time);
        Leases = new LeaseRegistry(Guid.NewGuid().ToString("N")[..12]);
        Tell = new Tell(Link, Leases, logger);
        Records = new RecordStore(Link);
        Lines = new OrderingLines(Link);
        Settlement = new Settlement(this);
        Taking = new Taking(this);
        RenewEvery = common.AckWait / 3;
        var grace = RenewEvery < TimeSpan.FromSeconds(1) ? RenewEvery : TimeSpan.FromSeconds(1);
        Pool = new LeasePool<Lane>(grace, time);
        CallbackPool = new LeasePool<string>(grace, time);
        Numbers = new QueueNumbers();
        background = new Background(time, logger, stopping.Token);
        generation = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
    }

    public JetStreamQueueSettings Own { get; }

    public QueueSettings Common { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public BrokerLink Link { get; }

    public Topology Topology { get; }

    public ServerClock Clock { get; }

    public LeaseRegistry Leases { get; }

    public Tell Tell { get; }

    public RecordStore Records { get; }

    public OrderingLines Lines { get; }

    public Settlement Settlement { get; }

    public Taking Taking { get; }

    public QueueNumbers Numbers { get; }

    public Takers Takers { get; } = new();

    public LeasePool<Lane> Pool { get; }

    public LeasePool<string> CallbackPool { get; }

    public BodyStore Bodies { get; private set; } = null!;

    public ResultStore Results { get; private set; } = null!;

    public ControlBoard Board { get; private set; } = null!;

    public KeyBucket Deduplication { get; private set; } = null!;

    public KeyBucket Checkpoints { get; private set; } = null!;

    public KeyBucket Control { get; private set; } = null!;

    public LaneIntakes Intakes { get; private set; } = null!;

    public Intake CallbackIntake { get; private set; } = null!;

    /// <summary>How often a lease is renewed.</summary>
    public TimeSpan RenewEvery { get; }

    public CancellationToken Stopping => stopping.Token;

    /// <summary>Ends with the connection: what was asked of the server over it must be asked again.</summary>
    public CancellationToken Generation => generation.Token;

    /// <summary>Connects, and makes or checks everything the queue needs.</summary>
    /// <param name="own">Without faults.</param>
    /// <param name="common">Without faults.</param>
    /// <param name="options">Where the server is and how to log in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="reached">Called between the steps of what the queue does, for tests that stop there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueueStartException">The server is away or refuses, or something else bears a name that the queue needs.</exception>
    public static async Task<JetStreamStore> OpenAsync(
        JetStreamQueueSettings own, QueueSettings common, NatsOpts options, TimeProvider time, ILogger logger, Func<string, ValueTask>? reached = null,
        CancellationToken cancellationToken = default)
    {
        var store = new JetStreamStore(own, common, options, time, logger, reached);
        try
        {
            await store.StartAsync(cancellationToken);
            return store;
        }
        catch (Exception exception)
        {
            await store.Link.DisposeAsync();
            if (exception is QueueUnavailableException || BrokerFault.IsOutage(exception, cancellationToken))
                throw StartRefusal.Of(store.Link, own, exception);
            throw;
        }
    }

    /// <summary>Does something beside the callers until the queue is closed; what fails is begun again.</summary>
    public void Follow(string what, Func<CancellationToken, Task> work) => background.Run(what, work);

    /// <summary>Does something again and again beside the callers until the queue is closed.</summary>
    public void Every(string what, TimeSpan interval, Func<CancellationToken, Task> work) => background.Every(what, interval, work);

    /// <summary>A step of the queue's work has been done.</summary>
    public ValueTask ReachedAsync(string step) => reached is null ? default : reached(step);

    /// <summary>The lane, known to everybody and its stream there.</summary>
    public async ValueTask<Lane> LaneAsync(string queue, FunctionName function, CancellationToken cancellationToken)
    {
        await streams.EnsureAsync(queue, cancellationToken);
        return Board.TryGet(queue, function, out var lane) ? lane : await Board.AddAsync(queue, function, cancellationToken);
    }

    /// <summary>Says that a stream seems to be gone: it is looked for, and made again if it is.</summary>
    public ValueTask<bool> MendStreamAsync(string stream, CancellationToken cancellationToken) => streams.MendAsync(stream, cancellationToken);

    /// <summary>Makes every stream again that is gone.</summary>
    public Task MendStreamsAsync(CancellationToken cancellationToken) => streams.LookAsync(cancellationToken);

    public Task EnsureStreamAsync(string queue, CancellationToken cancellationToken) => streams.EnsureAsync(queue, cancellationToken);

    /// <summary>Returns when the connection is open.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        while (!Link.IsOpen)
        {
            if (stopping.IsCancellationRequested)
                throw new QueueUnavailableException($"The queue on NATS at {Link.Url} is closed; start the hub again.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
            return;
        await stopping.CancelAsync();
        await background.DisposeAsync();
        await GiveBackAsync();
        await CloseAsync();
        Numbers.Dispose();
        generation.Dispose();
        stopping.Dispose();
    }

    // What nobody leases any more is handed to others at once, not when its time has run out.
    private async Task GiveBackAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), Time);
        try
        {
            await Intakes.IdleAsync().WaitAsync(soon.Token);
            await CallbackIntake.Idle.WaitAsync(soon.Token);
            if (!Link.IsOpen)
                return;
            await Pool.GiveBackAsync(soon.Token);
            await CallbackPool.GiveBackAsync(soon.Token);
            await Link.Connection.PingAsync(soon.Token);
        }
        catch (Exception exception) when (BrokerFault.IsOutage(exception, CancellationToken.None))
        {
            Log.Postponed(Logger, "Giving back what was taken", exception.Message);
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            await Link.DisposeAsync();
        }
        catch (NatsException exception)
        {
            // The client could not say goodbye in time; the server notices all the same.
            Log.Postponed(Logger, "Closing the connection", exception.Message);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await Link.Connection.ConnectAsync();
        await Topology.EnsureAsync(cancellationToken);
        Deduplication = await Topology.BucketAsync(Names.Deduplication, Common.DedupWindow, cancellationToken);
        Checkpoints = await Topology.BucketAsync(Names.Checkpoints, TimeSpan.Zero, cancellationToken);
        Control = await Topology.BucketAsync(Names.Control, TimeSpan.Zero, cancellationToken);
        Board = new ControlBoard(Link, Control);
        var inline = (int)Common.InlineLimit.Bytes;
        Bodies = new BodyStore(Link, await Topology.ObjectsAsync(Names.Bodies, TimeSpan.Zero, 0, cancellationToken), inline, Time, Logger);
        var results = await Topology.ObjectsAsync(Names.ResultBodies, Common.ResultRetention, Common.ResultMaxBytes.Bytes, cancellationToken);
        Results = new ResultStore(Link, new BodyStore(Link, results, inline, Time, Logger));
        Intakes = new LaneIntakes(this);
        CallbackIntake = new Intake(
            Names.CallbackConsumer, Names.Callbacks, cancellation => Consumers.CallbacksAsync(this, cancellation),
            message => CallbackPool.Add(JetStreamCallbackQueue.KeyOf(message), message), CallbackPool.Changes.Notify, TimeSpan.MaxValue, Own.Replicas > 1, Time, Logger);
        await Clock.MeasureAsync(Control, "clock." + Leases.Instance, cancellationToken);
        if (Clock.Offset != TimeSpan.Zero)
            Log.ClockDiffers(Logger, Clock.Offset);
        await FollowBoardAsync(cancellationToken);
        WatchConnection();
        upkeep.Start();
        Log.Opened(Logger, Link.Url, Leases.Instance);
    }

    private async Task FollowBoardAsync(CancellationToken cancellationToken)
    {
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        background.Run("Following the control bucket", cancellation => Board.FollowAsync(() => caughtUp.TrySetResult(), cancellation));
        await caughtUp.Task.WaitAsync(CaughtUpWithin, Time, cancellationToken);
    }

    private void WatchConnection()
    {
        Link.Connection.ConnectionDisconnected += (_, _) =>
        {
            if (!stopping.IsCancellationRequested)
                Log.Disconnected(Logger, Link.Url);
            return ValueTask.CompletedTask;
        };
        Link.Connection.ConnectionOpened += (_, _) =>
        {
            Renew();
            return ValueTask.CompletedTask;
        };
    }

    // A new connection: requests of the old one are dead, and what it had handed out is asked for again.
    private void Renew()
    {
        if (stopping.IsCancellationRequested)
            return;
        Log.Reconnected(Logger, Link.Url);
        Numbers.Reconnected();
        var old = generation;
        generation = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        old.Cancel();
        upkeep.Reconnected();
    }
}
