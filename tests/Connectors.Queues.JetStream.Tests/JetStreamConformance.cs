using Connectors.Conformance.Queues;

namespace Connectors.Queues.JetStream.Tests;

public sealed class JetStreamCallback : CallbackConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamCancel : CancelConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamCheckpoint : CheckpointConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamCrash : CrashConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamDeadLetter : DeadLetterConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamDeduplication : DeduplicationConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamDeduplicationWindow : DeduplicationWindowConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamDelay : DelayConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamEnqueue : EnqueueConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamFairness : FairnessConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamLease : LeaseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamLostLease : LostLeaseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamOrdering : OrderingConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamPause : PauseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamRecord : RecordConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamResultRetention : ResultRetentionConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamResultRoom : ResultRoomConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}

public sealed class JetStreamStatistics : StatisticsConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options);
}
