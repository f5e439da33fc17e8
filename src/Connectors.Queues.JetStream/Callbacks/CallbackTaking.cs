using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Callbacks;

/// <summary>Turns a callback's message into a lease, its try counted in the invocation's record.</summary>
internal static class CallbackTaking
{
    /// <returns>Null when there is nothing to deliver: not due, delivered already, or in another's hands.</returns>
    public static async ValueTask<CallbackLease?> TakeAsync(JetStreamStore store, INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        var carrier = new MessageCarrier(message, store.Link);
        var stored = await store.Link.AtAsync(Names.Callbacks, carrier.Sequence, cancellationToken);
        if (stored is null || Read(stored, store) is not { } delivery || Lane.Read(message.Subject) is not var (queue, _))
        {
            if (stored is not null)
                Log.Unreadable(store.Logger, message.Subject, "it is no callback of this queue");
            await carrier.FinishAsync(confirmed: false, cancellationToken);
            return null;
        }
        var token = store.Leases.NextToken();
        while (true)
        {
            var current = await store.Records.ReadAsync(delivery.CallId, cancellationToken);
            // A record that has expired or tells of a later run: the try is counted by the server alone.
            if (current.Record is not { Callback: { } callback } record || CallbackWrite.DeliveryId(record.Id, record.Run) != delivery.DeliveryId)
                return Leased(store, new CallbackLease(store, carrier, delivery, queue, null, 0, token, (int)message.Metadata!.Value.NumDelivered, stored));
            if (callback.State is not CallbackState.Pending)
            {
                await carrier.FinishAsync(confirmed: true, cancellationToken);
                return null;
            }
            if (callback.Due is { } due && due > store.Clock.Now.UtcTicks)
            {
                await carrier.PutOffAsync(TimeSpan.FromTicks(due - store.Clock.Now.UtcTicks), cancellationToken);
                return null;
            }
            if (callback.Lease is { } holder && await store.Tell.IsHeldAsync(holder, cancellationToken))
            {
                await carrier.PutOffAsync(store.RenewEvery, cancellationToken);
                return null;
            }
            if (callback.Lease is { } lost)
                await store.Tell.LostAsync(lost, cancellationToken);
            var next = record with { Callback = callback with { Tries = callback.Tries + 1, Lease = token, Due = null } };
            if (await store.Records.WriteAsync(next, current.Version, cancellationToken) is not { } version)
                continue;
            await store.ReachedAsync("callback leased");
            return Leased(store, new CallbackLease(store, carrier, delivery, queue, next, version, token, next.Callback.Tries, stored));
        }
    }

    private static CallbackLease Leased(JetStreamStore store, CallbackLease lease)
    {
        store.Leases.Add(lease);
        return lease;
    }

    private static CallbackDelivery? Read(StoredMessage stored, JetStreamStore store)
    {
        var headers = stored.Headers;
        if (Envelope.Text(headers, "Call") is not { } call || !CallId.TryParse(call, out var id) || Lane.Read(stored.Subject) is not var (_, function)
            || Envelope.Text(headers, "Callback") is not { } url || !Uri.TryCreate(HeaderText.Decode(url), UriKind.Absolute, out var target)
            || !Envelope.TryCount(headers, "Run", out var run))
        {
            return null;
        }
        return new CallbackDelivery
        {
            CallId = id,
            CorrelationId = Envelope.Text(headers, "Correlation") is { } correlation ? HeaderText.Decode(correlation) : null,
            DeliveryId = CallbackWrite.DeliveryId(call, run),
            Function = new FunctionName(function.Name, function.Namespace),
            Url = target,
            Result = ResultStore.Read(headers, stored.Data, store.Bodies),
            Attempts = Envelope.TryCount(headers, "Attempts", out var attempts) ? attempts : 0,
        };
    }
}
