using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Connectors.Worker.Retries;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Invocations;

/// <summary>Runs one leased attempt: calls the function and ends the lease with what came of it.</summary>
internal sealed class InvocationRunner(
    QueuedCall calls,
    FunctionRetryPolicies policies,
    LeaseEnding ending,
    WorkerSettings settings,
    SpoolDirectory spoolDirectory,
    WorkerMetrics metrics,
    TimeProvider time,
    Random random,
    ILogger<InvocationRunner> logger)
{
    /// <summary>Returns when the lease is ended, or lost and left alone; <paramref name="abort"/> breaks the call off and gives it back.</summary>
    /// <returns>What the call showed of the function.</returns>
    public async Task<Feedback> RunAsync(IInvocationLease lease, CancellationToken abort)
    {
        var invocation = lease.Invocation;
        using var scope = logger.BeginCall(invocation.CallId);
        using var trace = new AttemptTrace(lease);
        using var inflight = metrics.Inflight(invocation.Queue, invocation.Function);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(lease.Interrupted, abort);
        try
        {
            interrupted.Token.ThrowIfCancellationRequested();
            var policy = await policies.GetAsync(invocation.Function, interrupted.Token);
            var attempt = new Attempt(lease, policy, settings.UnreachableDeadline, time, random);
            if (!attempt.IsBeyondLast)
                return await CallAsync(lease, attempt, trace, AttemptRequest.Of(invocation, lease.Attempt, policy), interrupted.Token);
            await ending.EndAsync(lease, trace.Ended(attempt.UsedUp()), interrupted.Token);
        }
        catch (OperationCanceledException) when (lease.Interrupted.IsCancellationRequested)
        {
            trace.BrokenOff("interrupted");
            logger.Interrupted(invocation.Function, lease.Interruption == LeaseInterruption.Cancelled ? "it was cancelled" : "the lease was lost");
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            trace.BrokenOff("given back");
            logger.GivenBack(invocation.Function);
            await ending.GiveBackAsync(lease);
        }
        return default;
    }

    private async Task<Feedback> CallAsync(IInvocationLease lease, Attempt attempt, AttemptTrace trace, InvokerRequest request, CancellationToken cancellationToken)
    {
        var (called, unreadable) = await calls.InvokeAsync(trace.Calling(request), cancellationToken);
        using var reply = called;
        if (reply is null)
        {
            await ending.EndAsync(lease, trace.Ended(attempt.Unreadable(unreadable)), cancellationToken);
            return default;
        }
        using var spool = new ResultSpool(spoolDirectory.Path);
        AttemptOutcome outcome;
        try
        {
            outcome = await OutcomeAsync(attempt, reply, spool, cancellationToken);
            if (spool.Fault is { } fault)
                logger.NoRoomToSpool(request.Function, fault);
            await ending.EndAsync(lease, trace.Ended(outcome), cancellationToken);
            return Feedback.Of(reply, outcome, time.GetUtcNow());
        }
        catch (IOException exception)
        {
            var error = OneLine.Of(exception.Message);
            logger.ResultBroken(request.Function, error);
            outcome = attempt.Failed(502, $"the answer with status {reply.Status} could not be kept: {error}");
        }
        await ending.EndAsync(lease, trace.Ended(outcome), cancellationToken);
        return Feedback.Of(reply, outcome, time.GetUtcNow());
    }

    private async ValueTask<AttemptOutcome> OutcomeAsync(Attempt attempt, InvokerReply reply, ResultSpool spool, CancellationToken cancellationToken)
    {
        var error = OneLine.Of(reply.Error ?? "");
        switch (reply.Verdict)
        {
            case InvokerVerdict.UnknownFunction:
                return attempt.Unknown(error);
            case InvokerVerdict.Unreachable:
                return attempt.Unreachable(reply.Status, error, reply.Headers);
            case InvokerVerdict.Failed:
                return attempt.Failed(reply.Status, error);
            default:
                // The body of an answer that is tried again goes nowhere: it is not read.
                var body = attempt.IsFinal(reply.Status)
                    ? await ResultBody.ReadAsync(reply, settings.MaxResultBytes, spool, cancellationToken)
                    : InvocationBody.Empty;
                return attempt.Answered(reply.Status, reply.Headers, body);
        }
    }
}
