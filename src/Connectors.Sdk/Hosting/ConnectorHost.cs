using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Hosting;

/// <summary>Runs every connector until the process stops, then gives each the grace period to finish.</summary>
internal sealed class ConnectorHost(ConnectorSet connectors, ConnectorHostSettings settings, TimeProvider time, ILogger<ConnectorHost> logger, IHostApplicationLifetime? lifetime = null) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Told as soon as anything of the process is told: a web server that waits for requests must not wait for connectors that nobody told.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime?.ApplicationStopping ?? default);
        var runs = connectors.All.Select(connector => connector.RunAsync(stopping.Token)).ToList();
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, time, stopping.Token);
        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var finished = new CancellationTokenSource();
        var all = Task.WhenAll(runs);
        await Task.WhenAny(all, Task.Delay(settings.GracePeriod, time, finished.Token));
        await finished.CancelAsync();
        for (var i = 0; i < runs.Count; i++)
        {
            if (!runs[i].IsCompleted)
                Log.ConnectorLeftBehind(logger, connectors.All[i].Connector.Name, settings.GracePeriod);
        }
    }
}
