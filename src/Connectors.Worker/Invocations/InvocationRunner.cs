using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Metrics;
using Connectors.Worker.Retries;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Invocations;

/// <summary>Runs one leased attempt: calls the function and ends the lease with what came of it.</summary>
internal sealed class InvocationRunner(
    IInvoker invoker,
    FunctionRetryPolicies policies,
    LeaseEnding ending,
    WorkerSettings settings,
    WorkerMetrics metrics,
    TimeProvider time,
    Random random,
    ILogger<InvocationRunner> logger)
{
    /// <summary>Returns when the lease is ended, or lost and left alone; <paramref name="abort"/> breaks the call off and gives it back.</summary>
    public async Task RunAsync(IInvocationLease lease, CancellationToken abort)
    {
        var invocation = lease.Invocation;
        using var scope = logger.BeginCall(invocation.CallId);
        using var inflight = metrics.Inflight(invocation.Queue, invocation.Function);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(lease.Interrupted, abort);
        try
        {
            interrupted.Token.ThrowIfCancellationRequested();
            var policy = await policies.GetAsync(invocation.Function, interrupted.Token);
            var attempt = new Attempt(lease, policy, settings.UnreachableDeadline, time, random);
            if (attempt.IsBeyondLast)
                await ending.EndAsync(lease, attempt.UsedUp(), interrupted.Token);
            else
                await CallAsync(lease, attempt, AttemptRequest.Of(invocation, lease.Attempt, policy), interrupted.Token);
        }
        catch (OperationCanceledException) when (lease.Interrupted.IsCancellationRequested)
        {
            logger.Interrupted(invocation.Function, lease.Interruption == LeaseInterruption.Cancelled ? "it was cancelled" : "the lease was lost");
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            logger.GivenBack(invocation.Function);
            await ending.GiveBackAsync(lease);
        }
    }

    private async Task CallAsync(IInvocationLease lease, Attempt attempt, InvokerRequest request, CancellationToken cancellationToken)
    {
        using var reply = await InvokeAsync(request, cancellationToken);
        AttemptOutcome outcome;
        try
        {
            outcome = await OutcomeAsync(attempt, reply, cancellationToken);
            await ending.EndAsync(lease, outcome, cancellationToken);
            return;
        }
        catch (IOException exception)
        {
            var error = OneLine.Of(exception.Message);
            logger.ResultBroken(request.Function, error);
            outcome = attempt.Failed(502, $"the answer with status {reply.Status} could not be kept: {error}");
        }
        await ending.EndAsync(lease, outcome, cancellationToken);
    }

    private async ValueTask<AttemptOutcome> OutcomeAsync(Attempt attempt, InvokerReply reply, CancellationToken cancellationToken)
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
                    ? await ResultBody.ReadAsync(reply, settings.MaxResultBytes, cancellationToken)
                    : InvocationBody.Empty;
                return attempt.Answered(reply.Status, reply.Headers, body);
        }
    }

    private async ValueTask<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await invoker.InvokeAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A call that throws against the promise counts like one that broke off, so that it cannot go round for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.CallFailed(exception, request.Function);
            return InvokerReply.Failure(InvokerVerdict.Failed, 502, $"the call failed: {exception.Message}");
        }
    }
}
