using Connectors.Core.Providers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>A round each interval, for as long as the gateway runs. A round that fails is told and followed by the next.</summary>
internal sealed class ScalingLoop(ScalingRound round, ScalingSettings settings, TimeProvider time, ILogger<ScalingLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.PrometheusAddress is { } address)
            ScalingLog.ReadsPrometheus(logger, address);
        using var timer = new PeriodicTimer(settings.Interval, time);
        try
        {
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            ScalingLog.Ended(logger);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await round.RunAsync(cancellationToken);
        }
        catch (ProviderUnavailableException away)
        {
            ScalingLog.ProviderAway(logger, away.Message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ScalingLog.RoundFailed(logger, exception);
        }
    }
}
