using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Invocations;

/// <summary>Ends leases, patiently: an outcome is not given up because the queue's store is away for a while.</summary>
internal sealed class LeaseEnding(QueuePatience patience, WorkerMetrics metrics, TimeProvider time, ILogger<LeaseEnding> logger)
{
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(5);

    /// <summary>Records the outcome, trying again while the store is away.</summary>
    /// <exception cref="IOException">The result's body could not be read, or can be stored no second time: end the lease with another outcome.</exception>
    /// <exception cref="OperationCanceledException">The token fired; nothing is known to be recorded.</exception>
    public async Task EndAsync(IInvocationLease lease, AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        var body = BodyOf(outcome);
        var recorded = await patience.TryUntilAsync("ending an invocation", cancellation => OnceAsync(lease, outcome, body, cancellation), cancellationToken);
        var function = lease.Invocation.Function;
        if (recorded)
        {
            metrics.Processed(lease.Invocation.Queue);
            Say(lease.Invocation.Queue, function, lease.Attempt, outcome);
        }
        else
        {
            logger.NotRecorded(function);
        }
    }

    /// <summary>Gives the invocation back; when the store is away the lease runs out instead.</summary>
    public async Task GiveBackAsync(IInvocationLease lease)
    {
        using var soon = new CancellationTokenSource(GiveBackWithin, time);
        try
        {
            await patience.TryUntilAsync("giving back an invocation", cancellation => lease.EndAsync(new AttemptOutcome.GiveBack(), cancellation), soon.Token);
        }
        catch (OperationCanceledException)
        {
            logger.OutcomeLost("given back");
        }
    }

    private static async ValueTask<bool> OnceAsync(IInvocationLease lease, AttemptOutcome outcome, InvocationBody body, CancellationToken cancellationToken)
    {
        // What is here whole is stored in a moment: a stopping worker does not cut that short and run the function twice.
        var token = body.IsReplayable ? lease.Interrupted : cancellationToken;
        try
        {
            return await lease.EndAsync(outcome, token);
        }
        catch (QueueUnavailableException exception) when (!ResultBody.IsRepeatable(body))
        {
            throw new IOException($"the queue was unavailable while it was stored: {exception.Message}", exception);
        }
    }

    private static InvocationBody BodyOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed completed => completed.Result.Body,
        AttemptOutcome.Dead dead => dead.Result.Body,
        _ => InvocationBody.Empty,
    };

    private void Say(string queue, FunctionName function, int attempt, AttemptOutcome outcome)
    {
        switch (outcome)
        {
            case AttemptOutcome.Completed completed:
                logger.Succeeded(function, completed.Result.Status, attempt);
                break;
            case AttemptOutcome.RetryAfter { CountsAsAttempt: false } retry:
                metrics.Retried(queue, function);
                logger.PutOff(function, retry.Attempt.Error ?? "", retry.Delay);
                break;
            case AttemptOutcome.RetryAfter retry:
                metrics.Retried(queue, function);
                logger.Retrying(function, attempt, retry.Attempt.Error ?? $"status {retry.Attempt.Status}", retry.Delay);
                break;
            case AttemptOutcome.Dead dead:
                metrics.Dead(queue, function);
                logger.Dead(function, dead.Reason);
                break;
            default:
                logger.GivenBack(function);
                break;
        }
    }
}
