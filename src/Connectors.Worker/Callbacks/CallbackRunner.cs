using Connectors.Core.Queues;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Callbacks;

/// <summary>Runs one leased try of a callback and ends the lease with what came of it.</summary>
internal sealed class CallbackRunner(CallbackSender sender, QueuePatience patience, WorkerMetrics metrics, TimeProvider time, ILogger<CallbackRunner> logger)
{
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the lease is ended, or lost and left alone; <paramref name="abort"/> breaks the try off and gives it back.</summary>
    public async Task RunAsync(ICallbackLease lease, CancellationToken abort)
    {
        var delivery = lease.Delivery;
        using var scope = logger.BeginCall(delivery.CallId);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, abort);
        try
        {
            interrupted.Token.ThrowIfCancellationRequested();
            var outcome = await sender.SendAsync(delivery, lease.Attempt, interrupted.Token);
            // What a target has taken is recorded even by a stopping worker, or it is sent twice.
            var recorded = await patience.TryUntilAsync("ending a callback", _ => lease.EndAsync(outcome, lease.Lost), interrupted.Token);
            if (recorded)
                Say(lease, outcome);
            else
                logger.CallbackNotRecorded(delivery.DeliveryId, "the lease was not this worker's any more");
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            logger.CallbackAborted(delivery.DeliveryId, "the lease was lost");
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            logger.CallbackAborted(delivery.DeliveryId, "the worker stops");
            await GiveBackAsync(lease);
        }
    }

    private async Task GiveBackAsync(ICallbackLease lease)
    {
        using var soon = new CancellationTokenSource(GiveBackWithin, time);
        try
        {
            await patience.TryUntilAsync("giving back a callback", cancellation => lease.EndAsync(new CallbackOutcome.GiveBack(), cancellation), soon.Token);
        }
        catch (OperationCanceledException)
        {
            logger.CallbackNotRecorded(lease.Delivery.DeliveryId, "the queue stayed unavailable while it was given back");
        }
    }

    private void Say(ICallbackLease lease, CallbackOutcome outcome)
    {
        var delivery = lease.Delivery;
        switch (outcome)
        {
            case CallbackOutcome.Delivered:
                metrics.CallbackDelivered(delivery.Function);
                logger.CallbackDelivered(delivery.DeliveryId, delivery.Function, lease.Attempt);
                break;
            case CallbackOutcome.RetryAfter retry:
                metrics.CallbackFailed(delivery.Function, final: false);
                logger.CallbackRetrying(delivery.DeliveryId, delivery.Function, lease.Attempt, retry.Error, retry.Delay);
                break;
            case CallbackOutcome.Dead dead:
                metrics.CallbackFailed(delivery.Function, final: true);
                logger.CallbackDead(delivery.DeliveryId, delivery.Function, lease.Attempt, dead.Error);
                break;
        }
    }
}
