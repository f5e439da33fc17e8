using Connectors.Conformance.Queues;
using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Checkpoints;
using Connectors.Queues.Sqlite.DeadLetters;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Statistics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests;

/// <summary>
/// The embedded queue in a directory of its own. A crash is the copy of its files at a moment when the writer stands still: kill -9 leaves
/// exactly what has been written, whatever the process still meant to write.
/// </summary>
internal sealed class SqliteUnderTest : IQueueUnderTest
{
    private readonly TempDirectory root = new();
    private readonly QueueSettings settings;
    private CrashPoint crash = new();
    private SqliteStore store;
    private int generation;

    public SqliteUnderTest(QueueTestOptions options)
    {
        settings = new QueueSettings
        {
            AckWait = options.LeaseTime,
            DedupWindow = options.DedupWindow,
            ResultRetention = options.ResultRetention,
            ResultMaxBytes = new ByteSize(options.ResultMaxBytes),
            InlineLimit = new ByteSize(options.InlineLimit),
            SweepInterval = TimeSpan.FromMilliseconds(200),
        };
        store = Open();
    }

    public SqliteStore Store => store;

    public string Directory => Path.Combine(root.Path, $"{generation}");

    public IInvocationQueue Queue => new SqliteInvocationQueue(store);

    public IInvocationRecords Records => new SqliteInvocationRecords(store);

    public ICallbackQueue Callbacks => new SqliteCallbackQueue(store);

    public IDeadLetters DeadLetters => new SqliteDeadLetters(store);

    public IQueueStatistics Statistics => new SqliteQueueStatistics(store);

    public IQueueControl Control => new SqliteQueueControl(store);

    public ICheckpointStore Checkpoints => new SqliteCheckpointStore(store);

    public QueueFeatures Features => QueueFeatures.All;

    public IReadOnlyList<string> CrashPoints { get; } =
    [
        "body written", "LaneWrite run", "LaneWrite committed", "EnqueueWrite run", "EnqueueWrite committed", "LeaseWrite run", "LeaseWrite committed",
        "EndWrite run", "EndWrite committed", "CallbackLeaseWrite run", "CallbackLeaseWrite committed", "CallbackEndWrite run", "CallbackEndWrite committed",
    ];

    public async Task RestartAsync()
    {
        await store.DisposeAsync();
        store = Open();
    }

    public async Task CrashAsync()
    {
        var halted = crash.IsHalted ? Task.CompletedTask : crash.HaltAt("CheckpointWrite run");
        if (!crash.IsHalted)
            _ = store.Writer.RunAsync(new CheckpointWrite("crash", default, long.MaxValue));
        await halted;
        var (dying, from) = (store, Directory);
        generation++;
        TempDirectory.Copy(from, Directory);
        crash.LetGo();
        await dying.DisposeAsync();
        crash = new CrashPoint();
        store = Open();
    }

    public Task HaltAt(string crashPoint) => crash.HaltAt(crashPoint);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        root.Dispose();
    }

    private SqliteStore Open() => SqliteStore.Open(settings, Directory, TimeProvider.System, NullLogger.Instance, crash.Reached);
}
