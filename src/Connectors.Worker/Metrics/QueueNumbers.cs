using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Connectors.Worker.Metrics;

/// <summary>Asks the queue every few seconds how full its queues are, and shows it. The numbers are of the store, the same in every worker.</summary>
internal sealed class QueueNumbers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Counting hundreds of thousands takes a server a second: it is not to be busy with that alone.
    private const int Rest = 20;
    private static readonly string[] ByQueue = ["queue_name"];
    private static readonly string[] ByFunction = ["queue_name", "function_name"];

    private static readonly TimeSpan Reminding = TimeSpan.FromMinutes(1);

    private readonly IQueueStatistics statistics;
    private readonly TimeProvider time;
    private readonly ILogger<QueueNumbers> logger;
    private readonly QueueGauge pending;
    private readonly QueueGauge delayed;
    private readonly QueueGauge dead;
    private readonly QueueGauge oldest;
    private readonly QueueGauge callbacks;
    private long? told;

    public QueueNumbers(IQueueStatistics statistics, CollectorRegistry registry, TimeProvider time, ILogger<QueueNumbers> logger)
    {
        (this.statistics, this.time, this.logger) = (statistics, time, logger);
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        pending = Gauge("queue_worker_pending_messages", "Invocations that are due and wait.", ByFunction);
        delayed = Gauge("queue_worker_delayed_messages", "Invocations that wait for a time: retries and delays.", ByFunction);
        dead = Gauge("queue_worker_dead_letters", "Invocations among the dead letters.", ByFunction);
        oldest = Gauge("queue_worker_oldest_message_age_seconds", "For how long the oldest invocation that waits has been due; 0 when none is.", ByQueue);
        callbacks = Gauge("queue_worker_callbacks_pending", "Callbacks that are not delivered yet.", ByQueue);

        QueueGauge Gauge(string name, string help, string[] labels) => new(factory.CreateGauge(name, help, labels));
    }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var begun = time.GetTimestamp();
                await ReadAsync(stop);
                var rest = time.GetElapsedTime(begun) * Rest;
                await Task.Delay(rest > Interval ? rest : Interval, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.StatisticsStopped();
        }
    }

    /// <summary>Asks and shows once. One caller at a time.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            foreach (var queue in await statistics.GetAsync(stop))
                Show(queue);
            foreach (var gauge in new[] { pending, delayed, dead, oldest, callbacks })
                gauge.ForgetOthers();
            if (told is not null)
                logger.StatisticsRead();
            told = null;
        }
#pragma warning disable CA1031 // Numbers that cannot be read now are read in a moment; nothing else depends on them.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Tell(exception);
        }
    }

    private void Tell(Exception exception)
    {
        if (told is { } last && time.GetElapsedTime(last) < Reminding)
            return;
        told = time.GetTimestamp();
        // The stack of a store that is away tells nothing; anything else is a fault to be found.
        logger.StatisticsFailed(exception is QueueUnavailableException ? null : exception, exception.Message);
    }

    private void Show(QueueStatus queue)
    {
        foreach (var function in queue.Functions)
        {
            var name = new FunctionName(function.Function, function.Namespace).ToString();
            pending.Set(function.Pending, queue.Queue, name);
            delayed.Set(function.Delayed, queue.Queue, name);
            dead.Set(function.Dead, queue.Queue, name);
        }
        oldest.Set(queue.OldestPendingSeconds, queue.Queue);
        callbacks.Set(queue.CallbacksPending, queue.Queue);
    }
}
