using System.Diagnostics.Metrics;

namespace Connectors.Queues.JetStream.Statistics;

/// <summary>What this room counts, for whoever listens to its meter. Thread-safe.</summary>
internal sealed class QueueNumbers : IDisposable
{
    private readonly Meter meter = new("Connectors.Queues.JetStream");
    private readonly Counter<long> renewals;
    private long reconnects;

    public QueueNumbers()
    {
        renewals = meter.CreateCounter<long>("queue_worker_lease_renewals", description: "Renewals of leases of invocations and callbacks.");
        // Observed, so that it is there, as 0, before anything has happened.
        meter.CreateObservableCounter(
            "queue_worker_nats_reconnect", () => Interlocked.Read(ref reconnects), description: "How often the connection to NATS was lost and came back.");
    }

    public void Renewed(string queue) => renewals.Add(1, new KeyValuePair<string, object?>("queue_name", queue));

    public void Reconnected() => Interlocked.Increment(ref reconnects);

    public void Dispose() => meter.Dispose();
}
