using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Scaling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Metrics;

/// <summary>Drops the numbers of functions a while after they are gone, so that those who come and go do not fill memory and the page of metrics.</summary>
internal sealed class GoneNumbers(
    IFunctionCatalogue catalogue, FunctionTraffic traffic, InvocationMetrics metrics, ScalingMetrics scaling, TimeProvider time, ILogger<GoneNumbers> logger) : BackgroundService
{
    private readonly GoneFunctions gone = new(time);

    /// <summary>Looks once. One caller at a time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var live = (await catalogue.ListAsync(null, cancellationToken)).Select(status => status.FullName).ToHashSet();
        var kept = traffic.All.Select(one => one.Function).Concat(scaling.Functions);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in gone.Look(kept, live))
        {
            // A call that is still under way ends in its own time, and the next look begins anew.
            if (traffic.TryForget(function))
                names.Add(function.ToString());
        }
        if (names.Count == 0)
            return;
        metrics.Forget(names);
        scaling.Forget(names);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(GoneFunctions.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryLookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: nothing is held.
        }
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
            Log.GoneUnread(logger, exception.Message);
        }
    }
}
