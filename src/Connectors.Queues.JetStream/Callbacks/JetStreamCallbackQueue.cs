using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Leasing;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Callbacks;

/// <inheritdoc cref="ICallbackQueue"/>
internal sealed class JetStreamCallbackQueue(JetStreamStore store) : ICallbackQueue
{
    // How far it looks past a busy target to find the next.
    private const int LookAhead = 64;

    public async ValueTask<IReadOnlyList<ICallbackLease>> LeaseAsync(string worker, int count, CancellationToken cancellationToken)
    {
        var pool = store.CallbackPool;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await store.OpenAsync(cancellationToken);
            var seen = pool.Changes.Version;
            var leases = new List<ICallbackLease>();
            foreach (var arrival in pool.Take(count, _ => int.MaxValue))
            {
                if (await TakeAsync(arrival, cancellationToken) is { } lease)
                    leases.Add(lease);
            }
            if (leases.Count > 0)
                return leases;
            store.CallbackIntake.Ask(LookAhead, LookAhead, store.Generation);
            await pool.Changes.WaitAsync(seen, cancellationToken);
        }
    }

    private async ValueTask<CallbackLease?> TakeAsync(Arrival<string> arrival, CancellationToken cancellationToken)
    {
        try
        {
            return await CallbackTaking.TakeAsync(store, arrival.Message, cancellationToken);
        }
        catch (QueueUnavailableException unavailable)
        {
            Log.Postponed(store.Logger, "Leasing a callback", unavailable.Message);
            store.CallbackPool.Return(arrival);
            await Task.Delay(TimeSpan.FromMilliseconds(200), store.Time, cancellationToken);
            return null;
        }
    }

    /// <summary>The host's token in a callback's subject; empty in a subject that is none.</summary>
    public static string KeyOf(INatsJSMsg<byte[]> message) => message.Subject.Split('.').ElementAtOrDefault(5) ?? "";
}
