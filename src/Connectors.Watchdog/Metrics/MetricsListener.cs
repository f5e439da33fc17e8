using System.Globalization;
using System.Net;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Metrics;

/// <summary>Serves metrics at an address of their own. A function serves its callers even where that is taken.</summary>
internal static class MetricsListener
{
    /// <summary>Begins to listen; null, and a line in the log, when it cannot.</summary>
    public static async Task<Listener?> StartAsync(IPEndPoint address, CallMetrics metrics, OutputLog log, CancellationToken cancellationToken)
    {
        try
        {
            var listener = await Listener.StartAsync(new WatchdogOptions { Process = "", Listen = address }, new MetricsApplication(metrics), log, cancellationToken);
            log.Write(string.Create(CultureInfo.InvariantCulture, $"Metrics listening on port: {listener.Address.Port}"));
            return listener;
        }
        catch (WatchdogStartException taken)
        {
            log.Write($"Metrics are not served: {taken.Message}");
            return null;
        }
    }
}
