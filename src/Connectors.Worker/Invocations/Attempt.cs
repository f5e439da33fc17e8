using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Worker.Invocations;

/// <summary>One attempt while it is made: its number, the rules it stands under and its clock.</summary>
internal sealed class Attempt(IInvocationLease lease, RetryPolicy policy, TimeSpan unreachableDeadline, TimeProvider time, Random random)
{
    private readonly long stamp = time.GetTimestamp();

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public int Number => lease.Attempt;

    public double Seconds => time.GetElapsedTime(stamp).TotalSeconds;

    /// <summary>The function answered; it speaks for itself.</summary>
    public AttemptOutcome Answered(int status, InvocationHeaders headers, InvocationBody body)
    {
        var report = Report(status, null);
        var result = new FunctionResult { Status = status, Headers = headers, Body = body, Seconds = report.Seconds };
        if (status < 400)
            return new AttemptOutcome.Completed(report, result);
        if (!policy.Retries(status))
            return new AttemptOutcome.Dead(report, result, $"the function answered {status}, which is not retried");
        return IsLast
            ? new AttemptOutcome.Dead(report, result, $"attempt {Number} of {policy.MaxAttempts} was answered with {status}")
            : new AttemptOutcome.RetryAfter(report, policy.NextDelay(Number, random, RetryAfter(status, headers)), true);
    }

    /// <summary>Whether an answer with this status ends the invocation, so that its body matters.</summary>
    public bool IsFinal(int status) => status < 400 || !policy.Retries(status) || IsLast;

    /// <summary>The function was reached and broke off, or its answer cannot be kept: the attempt counts, whatever the list of codes says.</summary>
    public AttemptOutcome Failed(int status, string error)
    {
        var report = Report(status, error);
        return IsLast
            ? new AttemptOutcome.Dead(report, Bare(status), $"attempt {Number} of {policy.MaxAttempts} failed: {error}")
            : new AttemptOutcome.RetryAfter(report, policy.NextDelay(Number, random), true);
    }

    /// <summary>The call did not reach the function: put off without using up an attempt, until the deadline.</summary>
    public AttemptOutcome Unreachable(int status, string error, InvocationHeaders headers) =>
        PutOff(Report(status, error), "the function could not be reached", error, RetryAfter(status, headers));

    /// <summary>What was queued could not be read: no fault of the function, so put off like a call that did not reach it.</summary>
    public AttemptOutcome Unreadable(string error) =>
        PutOff(Report(null, $"the queued body could not be read: {error}"), "the queued body could not be read", error, null);

    /// <summary>There is no such function.</summary>
    public AttemptOutcome Unknown(string error) => new AttemptOutcome.Dead(Report(404, error), Bare(404), error);

    /// <summary>Its predecessors left no attempt for it: they were lost while they ran.</summary>
    public AttemptOutcome UsedUp() =>
        new AttemptOutcome.Dead(null, Bare(502), $"all {policy.MaxAttempts} attempts are used up; the last was lost while it ran, with its worker");

    /// <summary>True when its predecessors left no attempt for it.</summary>
    public bool IsBeyondLast => Number > policy.MaxAttempts;

    private bool IsLast => Number >= policy.MaxAttempts;

    private AttemptReport Report(int? status, string? error) => new(StartedAt, Seconds, status, error);

    private AttemptOutcome PutOff(AttemptReport report, string what, string error, TimeSpan? retryAfter)
    {
        var waited = time.GetUtcNow() - (lease.UnreachableSince ?? StartedAt);
        return waited >= unreachableDeadline
            ? new AttemptOutcome.Dead(report, Bare(503), $"{what} for {Units(waited)}: {error}")
            : new AttemptOutcome.RetryAfter(report with { Error = $"put off: {report.Error}" }, UnreachableDelay(waited, retryAfter), false);
    }

    private FunctionResult Bare(int status) => new() { Status = status, Seconds = Seconds };

    private TimeSpan? RetryAfter(int status, InvocationHeaders headers) =>
        status is 429 or 503 ? RetryPolicy.ParseRetryAfter(headers.First("Retry-After"), time.GetUtcNow()) : null;

    // The waits double with the time it has been away, as they would with attempts; never so short that it becomes a busy loop.
    private TimeSpan UnreachableDelay(TimeSpan waited, TimeSpan? retryAfter)
    {
        var minimum = TimeSpan.FromSeconds(1);
        var first = Math.Max(policy.MinWait.TotalSeconds, minimum.TotalSeconds);
        var step = 1 + (int)Math.Log2(1 + Math.Max(0, waited.TotalSeconds) / first);
        var delay = policy.NextDelay(step, random, retryAfter);
        var left = unreachableDeadline - waited;
        delay = delay < left ? delay : left;
        return delay > minimum ? delay : minimum;
    }

    private static string Units(TimeSpan span) => Core.Units.GoDuration.Format(TimeSpan.FromSeconds(Math.Round(span.TotalSeconds)));
}
