using Prometheus;

namespace Connectors.Worker.Metrics;

/// <summary>A gauge whose series come and go with queues and functions. One user at a time.</summary>
internal sealed class QueueGauge(Gauge gauge)
{
    private Dictionary<string, string[]> shown = [];
    private Dictionary<string, string[]> now = [];

    public void Set(double value, params string[] labels)
    {
        gauge.WithLabels(labels).Set(value);
        // Names of queues hold no control characters.
        now[string.Join('\n', labels)] = labels;
    }

    /// <summary>Removes the series that were not set since the last time.</summary>
    public void ForgetOthers()
    {
        foreach (var (key, labels) in shown)
        {
            if (!now.ContainsKey(key))
                gauge.RemoveLabelled(labels);
        }
        (shown, now) = (now, []);
    }
}
