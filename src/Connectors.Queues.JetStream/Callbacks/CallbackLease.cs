using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Callbacks;

/// <summary>A held callback. As with invocations, an outage does not end it, and only one holder's outcome counts.</summary>
internal sealed class CallbackLease(
    JetStreamStore store, ICarrier carrier, CallbackDelivery delivery, string queue, CallRecord? record, ulong version, string token, int attempt, StoredMessage stored)
    : ICallbackLease, IHeld
{
    private readonly CancellationTokenSource lost = new();
    private readonly SemaphoreSlim ending = new(1, 1);
    private readonly long leasedAt = store.Time.GetTimestamp();
    private CallRecord? current = record;
    private ulong known = version;
    private bool written;
    private volatile bool ended;
    private volatile bool letGo;

    public CallbackDelivery Delivery => delivery;

    public int Attempt => attempt;

    public CancellationToken Lost => lost.Token;

    public string Token => token;

    public bool IsHeld => !ended && !letGo;

    public async ValueTask<bool> EndAsync(CallbackOutcome outcome, CancellationToken cancellationToken)
    {
        await ending.WaitAsync(cancellationToken);
        try
        {
            if (ended || lost.IsCancellationRequested)
                return false;
            if (!written && current is not null && !await WriteAsync(outcome, cancellationToken))
            {
                Close();
                return false;
            }
            written = true;
            await store.ReachedAsync("callback end recorded");
            await LetGoAsync(outcome, cancellationToken);
            Close();
            return true;
        }
        finally
        {
            ending.Release();
        }
    }

    public async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        if (store.Time.GetElapsedTime(leasedAt) < store.RenewEvery / 2)
            return;
        await carrier.RenewAsync(cancellationToken);
        store.Numbers.Renewed(queue);
    }

    public async ValueTask InterruptAsync(LeaseInterruption why, CancellationToken cancellationToken)
    {
        if (ended)
            return;
        Close();
        await lost.CancelAsync();
    }

    public ValueTask DisposeAsync()
    {
        letGo = true;
        return ValueTask.CompletedTask;
    }

    private void Close()
    {
        ended = true;
        store.Leases.Remove(this);
    }

    /// <summary>Records the outcome; false when another has the callback by now.</summary>
    private async Task<bool> WriteAsync(CallbackOutcome outcome, CancellationToken cancellationToken)
    {
        while (true)
        {
            var callback = current!.Callback!;
            if (callback.Lease != token)
                return callback.Lease is null && callback.State == After(callback, outcome).State && callback.Tries == attempt;
            if (await store.Records.WriteAsync(current with { Callback = After(callback, outcome) }, known, cancellationToken) is not null)
                return true;
            var now = await store.Records.ReadAsync(delivery.CallId, cancellationToken);
            if (now.Record is not { Callback: not null } read || CallbackWrite.DeliveryId(read.Id, read.Run) != delivery.DeliveryId)
                return true;
            (current, known) = (read, now.Version);
        }
    }

    private CallbackEntry After(CallbackEntry callback, CallbackOutcome outcome) => outcome switch
    {
        CallbackOutcome.Delivered => callback with { State = CallbackState.Delivered, Lease = null, Error = null },
        CallbackOutcome.RetryAfter retry => callback with { Lease = null, Error = retry.Error, Due = (store.Clock.Now + retry.Delay).UtcTicks },
        CallbackOutcome.Dead dead => callback with { State = CallbackState.Dead, Lease = null, Error = dead.Error },
        CallbackOutcome.GiveBack => callback with { Lease = null, Tries = attempt - 1 },
        _ => throw new ArgumentException($"'{outcome.GetType().Name}' is no outcome of a callback.", nameof(outcome)),
    };

    private async ValueTask LetGoAsync(CallbackOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case CallbackOutcome.RetryAfter retry:
                await carrier.PutOffAsync(retry.Delay, cancellationToken);
                break;
            case CallbackOutcome.GiveBack:
                await carrier.PutOffAsync(TimeSpan.Zero, cancellationToken);
                break;
            default:
                await carrier.FinishAsync(confirmed: true, cancellationToken);
                await store.Bodies.DropAsync(ResultStore.BodyOf(stored.Headers, default).Name, cancellationToken);
                break;
        }
    }
}
