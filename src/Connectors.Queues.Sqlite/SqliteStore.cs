using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;
using Connectors.Queues.Sqlite.Sweeping;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.Sqlite;

/// <summary>
/// The open store: one file <c>queue.db</c> and a folder <c>bodies</c> in a directory that it holds. What is written goes through
/// <see cref="Writer"/>, what is read through <see cref="Readers"/>. Disposal finishes accepted writes and leaves leases as they are.
/// </summary>
internal sealed class SqliteStore : IAsyncDisposable
{
    private readonly FileStream hold;
    private long leaseToken;

    private SqliteStore(QueueSettings settings, string directory, FileStream hold, TimeProvider time, ILogger logger, Action<string>? reached)
    {
        this.hold = hold;
        (Settings, Time, Logger) = (settings, time, logger);
        Path = System.IO.Path.Combine(directory, "queue.db");
        Bodies = new BodyFiles(Directory.CreateDirectory(System.IO.Path.Combine(directory, "bodies")).FullName, logger);
        Spooler = new Spooler(Bodies, settings.InlineLimit.Bytes, reached);
        Background = new Background(time, logger);
        Connection = new WriterConnection(Path, time);
        Writer = new Writer(Connection, time, logger, OnCommit, reached);
        Readers = new Readers(Path);
        Leases = new LeaseTable(this);
        CallbackLeases = new CallbackLeaseTable(this);
        Clock = new DueClock(this);
        Sweeper = new Sweeper(this);
    }

    public string Path { get; }

    public QueueSettings Settings { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public Writer Writer { get; }

    public Readers Readers { get; }

    public BodyFiles Bodies { get; }

    public Spooler Spooler { get; }

    public LaneMap Lanes { get; } = new();

    public HostMap Hosts { get; } = new();

    public LeaseTable Leases { get; }

    public Takers Takers { get; } = new();

    public CallbackLeaseTable CallbackLeases { get; }

    public Background Background { get; }

    public Sweeper Sweeper { get; }

    /// <summary>Fires when something can be leased that could not before.</summary>
    public ChangeSignal Opened { get; } = new();

    public CancellationToken Stopping => Background.Stopping;

    /// <summary>Now, in UTC ticks.</summary>
    public long Now => Time.GetUtcNow().UtcTicks;

    private DueClock Clock { get; }

    private WriterConnection Connection { get; }

    /// <summary>Opens it. <c>reached</c> is called at each step between which a process may die; for tests of exactly that.</summary>
    /// <exception cref="QueueStartException">It cannot be opened; the message says why and what to do.</exception>
    public static SqliteStore Open(QueueSettings settings, string directory, TimeProvider time, ILogger logger, Action<string>? reached = null)
    {
        var hold = DirectoryHold.Take(directory);
        try
        {
            var store = new SqliteStore(settings, directory, hold, time, logger, reached);
            store.Start();
            return store;
        }
        catch (Exception exception)
        {
            hold.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new QueueStartException($"The queue's directory '{directory}' cannot be written ({exception.Message}): change its permissions, or name another data directory.", exception);
            throw;
        }
    }

    public long NextLeaseToken() => Interlocked.Increment(ref leaseToken);

    public async ValueTask<Lane> LaneAsync(string queue, FunctionName function)
    {
        if (Lanes.TryGet(queue, function, out var lane))
            return lane;
        await Writer.RunAsync(new LaneWrite(Lanes, queue, function));
        return Lanes.TryGet(queue, function, out lane) ? lane : throw new InvalidOperationException($"The lane of {function} on '{queue}' was not made.");
    }

    /// <summary>Returns when one of the signals has gone past the version seen.</summary>
    /// <exception cref="QueueUnavailableException">The store is being closed.</exception>
    public async Task OpenedAsync(long seen, ChangeSignal? other, long otherSeen, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        var opened = Opened.WaitAsync(seen, wait.Token);
        await Task.WhenAny(opened, other?.WaitAsync(otherSeen, wait.Token) ?? opened);
        await wait.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (Stopping.IsCancellationRequested)
            throw StoreFailure.Closed(Path);
    }

    public async ValueTask DisposeAsync()
    {
        await Background.DisposeAsync();
        await Writer.DisposeAsync();
        Readers.Dispose();
        await hold.DisposeAsync();
    }

    private void Start()
    {
        var opened = Opening.Open(Path, Time, Lanes, Hosts, Schema.Steps);
        Connection.Adopt(opened.Database, opened.ResultBytes);
        var (waiting, dead) = (Lanes.All.Sum(lane => lane.Waiting), Lanes.All.Sum(lane => lane.Count(Stage.Dead)));
        Log.Opened(Logger, Path, waiting, dead);
        if (opened.LostLeases > 0)
            Log.LeasesLost(Logger, opened.LostLeases);
        Clock.Schedule(opened.EarliestDue);
        Writer.Start();
        Background.Run("Waking of what is due", TimeSpan.Zero, Clock.RunAsync);
        Background.Run("The sweep", TimeSpan.Zero, Sweeper.RunAsync);
    }

    private void OnCommit(WriteSession session)
    {
        var (due, opened) = (session.EarliestDue, session.Opened);
        session.Committed();
        Clock.Schedule(due);
        if (opened)
            Opened.Notify();
    }
}
