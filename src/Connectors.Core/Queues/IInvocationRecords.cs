using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Core.Queues;

/// <summary>The story and the result of every invocation, by call id. Thread-safe.</summary>
public interface IInvocationRecords
{
    /// <summary>The story; null when unknown or expired.</summary>
    ValueTask<InvocationRecord?> GetAsync(CallId callId, CancellationToken cancellationToken);

    /// <summary>The result; null while there is none, when none is kept, and once it has expired.</summary>
    ValueTask<FunctionResult?> GetResultAsync(CallId callId, CancellationToken cancellationToken);

    /// <summary>Stories, newest first, a page at a time.</summary>
    ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken);

    /// <summary>Removes what is queued and aborts what runs, on whichever worker. Returns when the record says so.</summary>
    ValueTask<CancelOutcome> CancelAsync(CallId callId, CancellationToken cancellationToken);
}

/// <summary>Which invocations are wanted; absent conditions admit all.</summary>
public sealed record InvocationQuery
{
    /// <summary>Of this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>In this state.</summary>
    public InvocationState? State { get; init; }

    /// <summary>Of this function.</summary>
    public FunctionName? Function { get; init; }

    /// <summary>At most so many, 1 to 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The <see cref="Page{T}.Next"/> of the page before; null: the first.</summary>
    public string? After { get; init; }
}

/// <summary>Some items, and where to go on; <c>Next</c> is null on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What became of a cancel.</summary>
public enum CancelOutcome
{
    /// <summary>Cancelled now.</summary>
    Cancelled,

    /// <summary>It had ended before.</summary>
    AlreadyEnded,

    /// <summary>No such invocation.</summary>
    Unknown,
}
