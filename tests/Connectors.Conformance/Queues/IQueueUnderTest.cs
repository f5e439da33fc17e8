using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>
/// A queue under test with a store of its own that no other test sees. After <see cref="RestartAsync"/> and <see cref="CrashAsync"/> the
/// properties give the new instances; leases and calls of the old ones are of the past.
/// </summary>
public interface IQueueUnderTest : IAsyncDisposable
{
    IInvocationQueue Queue { get; }

    IInvocationRecords Records { get; }

    ICallbackQueue Callbacks { get; }

    IDeadLetters DeadLetters { get; }

    IQueueStatistics Statistics { get; }

    IQueueControl Control { get; }

    ICheckpointStore Checkpoints { get; }

    QueueFeatures Features { get; }

    /// <summary>The steps between which a process may die, as the implementation names them.</summary>
    IReadOnlyList<string> CrashPoints { get; }

    /// <summary>Stops it as an orderly shutdown does, and starts it on the same store.</summary>
    Task RestartAsync();

    /// <summary>Leaves the store as kill -9 at this moment would leave it, and starts on it anew.</summary>
    Task CrashAsync();

    /// <summary>The next to reach that step gets no further.</summary>
    /// <returns>Completes when someone has reached it; then call <see cref="CrashAsync"/>.</returns>
    Task HaltAt(string crashPoint);
}
