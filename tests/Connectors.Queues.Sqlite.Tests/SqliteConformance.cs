using Connectors.Conformance.Queues;

namespace Connectors.Queues.Sqlite.Tests;

public sealed class SqliteCallback : CallbackConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteCancel : CancelConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteCheckpoint : CheckpointConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteCrash : CrashConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteDeadLetter : DeadLetterConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteDeduplication : DeduplicationConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteDeduplicationWindow : DeduplicationWindowConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteDelay : DelayConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteEnqueue : EnqueueConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteFairness : FairnessConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteLease : LeaseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteLostLease : LostLeaseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteOrdering : OrderingConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqlitePause : PauseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteRecord : RecordConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteResultRetention : ResultRetentionConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteResultRoom : ResultRoomConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}

public sealed class SqliteStatistics : StatisticsConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => new(new SqliteUnderTest(options));
}
