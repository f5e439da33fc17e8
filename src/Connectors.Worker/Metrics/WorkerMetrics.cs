using Connectors.Core.Functions;
using Prometheus;

namespace Connectors.Worker.Metrics;

/// <summary>What the worker counts, under the names that OpenFaaS dashboards know.</summary>
internal sealed class WorkerMetrics(CollectorRegistry registry)
{
    private readonly MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);

    private Counter ProcessedTotal => field ??= factory.CreateCounter(
        "queue_worker_messages_processed_total", "Attempts that ended with an outcome.", "queue_name");

    private Counter RetriedTotal => field ??= factory.CreateCounter(
        "queue_worker_messages_retried_total", "Attempts after which the invocation is tried again, those included that did not reach the function.", "queue_name", "function_name");

    private Counter DeadTotal => field ??= factory.CreateCounter(
        "queue_worker_messages_dead_total", "Invocations that went to the dead letters.", "queue_name", "function_name");

    private Gauge InflightNow => field ??= factory.CreateGauge(
        "queue_worker_function_invocation_inflight", "Calls of a function that run in this worker.", "queue_name", "function_name");

    // A function's limit is one for all queues it is called from.
    private Gauge LimitNow => field ??= factory.CreateGauge(
        "queue_worker_function_limit", "Calls of a function that may run in this worker after it has refused some; absent while it refuses none.", "function_name");

    private Counter DeliveredTotal => field ??= factory.CreateCounter(
        "queue_worker_callbacks_delivered_total", "Callbacks whose target answered 2xx.", "function_name");

    private Counter FailedTotal => field ??= factory.CreateCounter(
        "queue_worker_callbacks_failed_total", "Tries of callbacks that failed; final ones are not tried again.", "function_name", "final");

    public void Processed(string queue) => ProcessedTotal.WithLabels(queue).Inc();

    public void Retried(string queue, FunctionName function) => RetriedTotal.WithLabels(queue, function.ToString()).Inc();

    public void Dead(string queue, FunctionName function) => DeadTotal.WithLabels(queue, function.ToString()).Inc();

    public IDisposable Inflight(string queue, FunctionName function) => InflightNow.WithLabels(queue, function.ToString()).TrackInProgress();

    public void SetLimit(FunctionName function, int limit) => LimitNow.WithLabels(function.ToString()).Set(limit);

    public void ForgetLimit(FunctionName function) => LimitNow.RemoveLabelled(function.ToString());

    public void CallbackDelivered(FunctionName function) => DeliveredTotal.WithLabels(function.ToString()).Inc();

    public void CallbackFailed(FunctionName function, bool final) => FailedTotal.WithLabels(function.ToString(), final ? "true" : "false").Inc();

    /// <summary>Every function that is counted, some of them several times.</summary>
    public IEnumerable<FunctionName> Functions => All.SelectMany(series => series.Functions());

    /// <summary>Drops the numbers of these functions.</summary>
    public void Forget(IReadOnlySet<FunctionName> gone)
    {
        foreach (var series in All)
            series.Forget(gone);
    }

    // Calls that run keep their series.
    private FunctionSeries[] All =>
    [
        FunctionSeries.Of(RetriedTotal), FunctionSeries.Of(DeadTotal), FunctionSeries.Of(DeliveredTotal), FunctionSeries.Of(FailedTotal),
        FunctionSeries.Of(InflightNow, gauge => gauge.Value == 0),
    ];
}
