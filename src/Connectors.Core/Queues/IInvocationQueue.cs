using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Core.Queues;

/// <summary>
/// Takes invocations in: a queue, or a gateway in front of one. Thread-safe. What <see cref="EnqueueAsync"/> has returned survives
/// kill -9 of any process; what it has thrown for is not queued, and may be tried again with the same deduplication key.
/// </summary>
public interface IInvocationIntake
{
    /// <summary>
    /// Stores an invocation durably. Callers run concurrently and share the cost of one sync. The body is read to its end first;
    /// what reading it throws passes through and nothing is queued.
    /// </summary>
    /// <exception cref="QueueUnavailableException">The store is out of reach, full or read-only.</exception>
    /// <exception cref="InvocationTooLargeException">The store takes nothing of this size; it would not later either.</exception>
    ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>Where accepted invocations wait. Thread-safe.</summary>
public interface IInvocationQueue : IInvocationIntake
{
    /// <summary>
    /// Waits until at least one invocation is due and may run, then leases up to <see cref="LeaseRequest.Count"/>. Functions take
    /// turns: one function's backlog does not hold back another's. Within a function the oldest due comes first. Paused queues and
    /// functions, unended predecessors of the same ordering key, and functions whose limit is reached are passed over.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token fired; nothing is leased.</exception>
    /// <exception cref="QueueUnavailableException">The store is out of reach; ask again later.</exception>
    ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken);
}

/// <summary>What a worker can take.</summary>
public sealed record LeaseRequest
{
    /// <summary>The worker's name, for the record.</summary>
    public required string Worker { get; init; }

    /// <summary>The queue to take from; null: any.</summary>
    public string? Queue { get; init; }

    /// <summary>At most so many, 1 or more.</summary>
    public required int Count { get; init; }

    /// <summary>How many more of each function.</summary>
    public required IFunctionLimits Limits { get; init; }
}

/// <summary>How many invocations of a function a worker will take now. Thread-safe; asked often.</summary>
public interface IFunctionLimits
{
    /// <summary>Fires when the answer of <see cref="Available"/> has grown for some function.</summary>
    ChangeSignal Changes { get; }

    /// <summary>How many more, 0 or more.</summary>
    int Available(FunctionName function);
}

/// <summary>
/// The right, and the duty, to run one attempt of an invocation. Renews itself until it is ended or disposed. Disposing it without
/// ending it lets it run out, which counts as an attempt.
/// </summary>
public interface IInvocationLease : IAsyncDisposable
{
    /// <summary>What to run.</summary>
    Invocation Invocation { get; }

    /// <summary>1 for the first attempt of this run; lost leases have counted.</summary>
    int Attempt { get; }

    /// <summary>Since when its calls have not reached the function; null when the last one did, or none was made.</summary>
    DateTimeOffset? UnreachableSince { get; }

    /// <summary>Fires when the invocation was cancelled or the lease was lost: abort the call. Why is in <see cref="Interruption"/>.</summary>
    CancellationToken Interrupted { get; }

    /// <summary>Why <see cref="Interrupted"/> fired.</summary>
    LeaseInterruption Interruption { get; }

    /// <summary>
    /// Ends the lease with the attempt's outcome: record, then callback, then acknowledgement, each step repeatable. A result body
    /// that is a stream is read to its end before anything is recorded; what reading it throws passes through and the lease goes on.
    /// </summary>
    /// <returns>False when it was not this lease's to end any more (lost, cancelled, completed by another); nothing was recorded.</returns>
    /// <exception cref="QueueUnavailableException">The store is out of reach; the lease goes on, try again.</exception>
    ValueTask<bool> EndAsync(AttemptOutcome outcome, CancellationToken cancellationToken);
}

/// <summary>Why a lease was interrupted.</summary>
public enum LeaseInterruption
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Someone cancelled the invocation.</summary>
    Cancelled,

    /// <summary>It could not be renewed in time; another worker may run the invocation.</summary>
    Lost,
}

/// <summary>The queue's store is out of reach, full or read-only: nothing was stored, try again later.</summary>
public sealed class QueueUnavailableException : Exception
{
    /// <summary>With a sentence naming the store and the remedy.</summary>
    public QueueUnavailableException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>Nameless.</summary>
    public QueueUnavailableException() : this("The queue is unavailable.")
    {
    }

    /// <summary>With a sentence naming the store and the remedy.</summary>
    public QueueUnavailableException(string message) : this(message, null)
    {
    }

    /// <summary>After how long a caller may try again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True where the log is told of this outage by who watches what is away: whoever meets it need not tell it again.</summary>
    public bool IsTold { get; init; }
}
