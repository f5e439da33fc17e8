using Connectors.Core.Functions;

namespace Connectors.Core.Queues;

/// <summary>How full the queues are. Thread-safe.</summary>
public interface IQueueStatistics
{
    /// <summary>Every queue that exists (holds or has held something, or is paused, as a whole or a function on it), ordered by name.</summary>
    ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken);
}

/// <summary>Stops and starts the leasing of a queue or of one function's invocations on it; enqueueing goes on. Durable. Thread-safe.</summary>
public interface IQueueControl
{
    /// <summary>Sets the state; idempotent.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="function">One function's invocations only; null: the whole queue.</param>
    /// <param name="paused">True: nothing is leased any more; what runs is left alone.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask SetPausedAsync(string queue, FunctionName? function, bool paused, CancellationToken cancellationToken);
}

/// <summary>One queue's numbers.</summary>
public sealed record QueueStatus
{
    /// <summary>Its name.</summary>
    public required string Queue { get; init; }

    /// <summary>True when the whole queue is paused.</summary>
    public required bool Paused { get; init; }

    /// <summary>Due and waiting.</summary>
    public required long Pending { get; init; }

    /// <summary>Leased.</summary>
    public required long Running { get; init; }

    /// <summary>Waiting for a time: retries and delays.</summary>
    public required long Delayed { get; init; }

    /// <summary>Dead letters.</summary>
    public required long Dead { get; init; }

    /// <summary>Callbacks not yet delivered.</summary>
    public required long CallbacksPending { get; init; }

    /// <summary>Age in seconds of the oldest due invocation; 0 when none is.</summary>
    public required double OldestPendingSeconds { get; init; }

    /// <summary>
    /// How many workers take from it, as far as the queue can tell: those that wait for a lease of it and those that hold one. A worker
    /// that takes from every queue counts for each. 0 means that nobody works it off; null that the queue cannot tell.
    /// </summary>
    public int? Consumers { get; init; }

    /// <summary>The same by function, ordered by name; functions with nothing are left out.</summary>
    public required IReadOnlyList<FunctionQueueStatus> Functions { get; init; }
}

/// <summary>One function's part of a queue.</summary>
/// <param name="Function">Bare name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Paused">True when this function is paused on this queue.</param>
/// <param name="Pending">Due and waiting.</param>
/// <param name="Running">Leased.</param>
/// <param name="Delayed">Waiting for a time.</param>
/// <param name="Dead">Dead letters.</param>
public sealed record FunctionQueueStatus(string Function, string Namespace, bool Paused, long Pending, long Running, long Delayed, long Dead);
