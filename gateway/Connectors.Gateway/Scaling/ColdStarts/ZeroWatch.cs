using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling.ColdStarts;

/// <summary>
/// Remembers which functions were at zero a moment ago: one that lacks replicas and was there is starting, whoever has scaled it up,
/// a call here or at another gateway. Thread-safe.
/// </summary>
internal sealed class ZeroWatch(IFunctionCatalogue catalogue, TimeProvider time, ILogger<ZeroWatch> logger) : BackgroundService
{
    private static readonly TimeSpan pauseAfterFault = TimeSpan.FromSeconds(1);

    // When each left zero; null while it is there.
    private readonly ConcurrentDictionary<FunctionName, long?> cold = new();

    public void SeenAtZero(FunctionName function) => cold[function] = null;

    public bool WasAtZero(FunctionName function, TimeSpan within) =>
        cold.TryGetValue(function, out var left) && (left is not { } moment || time.GetElapsedTime(moment) < within);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var seen = catalogue.Changes.Version;
                if (await TryLookAsync(stoppingToken))
                    await catalogue.Changes.WaitAsync(seen, stoppingToken);
                else
                    await Task.Delay(pauseAfterFault, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            ScalingLog.Ended(logger);
        }
    }

    private async Task<bool> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
            return true;
        }
        catch (ProviderUnavailableException away)
        {
            ScalingLog.ProviderAway(logger, away.Message);
            return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ScalingLog.ZeroUnread(logger, exception);
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // What a call notices after this is newer than the list.
        var known = cold.ToArray();
        var live = new HashSet<FunctionName>();
        foreach (var status in await catalogue.ListAsync(null, cancellationToken))
        {
            if (status.AvailableReplicas > 0)
                continue;
            live.Add(status.FullName);
            if (status.Replicas == 0)
                SeenAtZero(status.FullName);
            else
                cold.TryUpdate(status.FullName, time.GetTimestamp(), null);
        }
        // What has come up, or is gone, is at zero no longer.
        foreach (var entry in known)
        {
            if (!live.Contains(entry.Key))
                cold.TryRemove(entry);
        }
    }
}
