using Connectors.Conformance.Queues;

namespace Connectors.Queues.JetStream.Tests;

public sealed class SharedCallback : CallbackConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedCancel : CancelConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedCheckpoint : CheckpointConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedCrash : CrashConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedDeadLetter : DeadLetterConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedDeduplication : DeduplicationConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedDeduplicationWindow : DeduplicationWindowConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedDelay : DelayConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedEnqueue : EnqueueConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedFairness : FairnessConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedLease : LeaseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedLostLease : LostLeaseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedOrdering : OrderingConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedPause : PauseConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedRecord : RecordConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedResultRetention : ResultRetentionConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedResultRoom : ResultRoomConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}

public sealed class SharedStatistics : StatisticsConformance
{
    protected override ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options) => JetStreamUnderTest.StartAsync(options, ConsumerMode.Shared);
}
