namespace Connectors.Core.Invocations;

/// <summary>What happened in one attempt, for the record.</summary>
/// <param name="StartedAt">When the function was called.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Status">The HTTP status; null when there was none.</param>
/// <param name="Error">One line; null when there is nothing to say.</param>
public sealed record AttemptReport(DateTimeOffset StartedAt, double Seconds, int? Status, string? Error);

/// <summary>What a function answered.</summary>
public sealed record FunctionResult
{
    /// <summary>The HTTP status; 503 with no body stands for an unreachable function.</summary>
    public required int Status { get; init; }

    /// <summary>The function's response headers, without hop-by-hop ones.</summary>
    public InvocationHeaders Headers { get; init; } = [];

    /// <summary>The response body; may be a stream that the queue reads to its end when the lease is ended.</summary>
    public InvocationBody Body { get; init; } = InvocationBody.Empty;

    /// <summary>Duration of the last attempt.</summary>
    public double Seconds { get; init; }
}

/// <summary>How an attempt ends.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>The function did its work: the invocation has succeeded.</summary>
    public sealed record Completed(AttemptReport Attempt, FunctionResult Result) : AttemptOutcome;

    /// <summary>Again after a delay. Delays of a call that never reached its function do not count as attempts.</summary>
    public sealed record RetryAfter(AttemptReport Attempt, TimeSpan Delay, bool CountsAsAttempt) : AttemptOutcome;

    /// <summary>No more attempts: the invocation goes to the dead letters with its history, the last result to the callback.</summary>
    /// <param name="Attempt">Null when this lease did not call the function.</param>
    /// <param name="Result">What the callback gets.</param>
    /// <param name="Reason">Why there are no more, one line.</param>
    public sealed record Dead(AttemptReport? Attempt, FunctionResult Result, string Reason) : AttemptOutcome;

    /// <summary>Back to the queue as if it had not been leased (a worker that stops).</summary>
    public sealed record GiveBack : AttemptOutcome;
}
