using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Worker.Retries;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Metrics;

/// <summary>Drops what is kept of functions a while after they are gone, so that those who come and go do not fill memory and the page of metrics.</summary>
internal sealed class GoneSeries(IFunctionCatalogue catalogue, WorkerMetrics metrics, FunctionRetryPolicies policies, TimeProvider time, ILogger<GoneSeries> logger)
{
    private readonly GoneFunctions gone = new(time);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(GoneFunctions.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await TryLookAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: nothing is held.
        }
    }

    /// <summary>Looks once. One caller at a time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var live = (await catalogue.ListAsync(null, cancellationToken)).Select(status => status.FullName).ToHashSet();
        var over = gone.Look(metrics.Functions.Concat(policies.Warned), live).ToHashSet();
        if (over.Count == 0)
            return;
        metrics.Forget(over);
        policies.Forget(over);
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Nobody is gone only because nobody can be asked.
            logger.GoneUnread(exception.Message);
        }
    }
}
