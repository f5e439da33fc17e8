using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Metrics;

/// <summary>Asks the queue every few seconds how much waits, and shows it as a gauge.</summary>
internal sealed class PendingMessages(IQueueStatistics statistics, WorkerMetrics metrics, TimeProvider time, ILogger<PendingMessages> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private HashSet<(string Queue, string Function)> shown = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await ReadAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.StatisticsStopped();
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            var now = new HashSet<(string, string)>();
            foreach (var queue in await statistics.GetAsync(stop))
            {
                foreach (var function in queue.Functions)
                {
                    var name = new FunctionName(function.Function, function.Namespace).ToString();
                    metrics.SetPending(queue.Queue, name, function.Pending);
                    now.Add((queue.Queue, name));
                }
            }
            foreach (var (queue, function) in shown.Except(now))
                metrics.ForgetPending(queue, function);
            shown = now;
        }
#pragma warning disable CA1031 // Numbers that cannot be read now are read in a moment; nothing else depends on them.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.StatisticsFailed(exception);
        }
    }
}
