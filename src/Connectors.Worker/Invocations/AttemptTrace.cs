using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Tracing;
using Connectors.Worker.Tracing;

namespace Connectors.Worker.Invocations;

/// <summary>
/// The span of one attempt, when somebody listens, and the trace that its request and the callback of its result bear: the span's, or
/// the caller's own when there is none.
/// </summary>
internal sealed class AttemptTrace(IInvocationLease lease) : IDisposable
{
    private readonly Activity? span = WorkerSpans.Attempt(lease);

    /// <summary>Makes a request a part of the attempt.</summary>
    public InvokerRequest Calling(InvokerRequest request)
    {
        TraceHeaders.Set(request.Headers, span);
        return request;
    }

    /// <summary>The attempt has an outcome; its result, where a callback reports it, remembers the trace.</summary>
    public AttemptOutcome Ended(AttemptOutcome outcome)
    {
        switch (outcome)
        {
            case AttemptOutcome.Completed completed:
                Tell("succeeded", completed.Attempt, null);
                return completed with { Result = Remembering(completed.Result) };
            case AttemptOutcome.Dead dead:
                Tell("dead", dead.Attempt, dead.Reason);
                return dead with { Result = Remembering(dead.Result) };
            case AttemptOutcome.RetryAfter retry:
                Tell(retry.CountsAsAttempt ? "retrying" : "put off", retry.Attempt, retry.Attempt.Error ?? "");
                return outcome;
            default:
                return outcome;
        }
    }

    /// <summary>The attempt has none, because it was broken off.</summary>
    public void BrokenOff(string why) => span?.SetTag("connectors.outcome", why);

    public void Dispose() => span?.Dispose();

    private void Tell(string outcome, AttemptReport? report, string? error)
    {
        if (span is null)
            return;
        span.SetTag("connectors.outcome", outcome);
        if (report?.Status is { } status)
            span.Answered(status, errorFrom: 400);
        else if (error is not null)
            span.Failed(outcome);
        if (!string.IsNullOrEmpty(error))
            span.SetStatus(ActivityStatusCode.Error, error);
    }

    private FunctionResult Remembering(FunctionResult result)
    {
        var invocation = lease.Invocation;
        if (invocation.CallbackUrl is null || (span is null && invocation.Headers.First(TraceHeaders.Parent) is null))
            return result;
        var headers = new InvocationHeaders(result.Headers);
        TraceHeaders.Copy(invocation.Headers, headers);
        TraceHeaders.Set(headers, span);
        return result with { Headers = headers };
    }
}
