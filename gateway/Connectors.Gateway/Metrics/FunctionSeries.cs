using Prometheus;

namespace Connectors.Gateway.Metrics;

/// <summary>Series whose first label is a function's name.</summary>
internal static class FunctionSeries
{
    /// <summary>Removes those of these functions.</summary>
    public static void Forget<TChild>(Collector<TChild> collector, IReadOnlySet<string> functions) where TChild : ChildBase
    {
        foreach (var labels in collector.GetAllLabelValues().ToList())
        {
            if (functions.Contains(labels[0]))
                collector.RemoveLabelled(labels);
        }
    }
}
