using Connectors.Core.Functions;
using Connectors.Gateway.Metrics;
using Prometheus;

namespace Connectors.Gateway.Scaling;

/// <summary>Counts what the gateway changed by itself. Thread-safe.</summary>
internal sealed class ScalingMetrics(FunctionRegistry functions)
{
    private readonly Counter changes = Prometheus.Metrics.WithCustomRegistry(functions.Registry)
        .CreateCounter("gateway_scaling_changes_total", "Changes of replicas that the gateway made.", ["function_name", "direction"]);

    private readonly Counter failures = Prometheus.Metrics.WithCustomRegistry(functions.Registry)
        .CreateCounter("gateway_scaling_failures_total", "Changes of replicas that the provider did not take.", ["function_name"]);

    public void Changed(FunctionName function, int from, int to) => changes.WithLabels(function.ToString(), Direction(from, to)).Inc();

    public void Failed(FunctionName function) => failures.WithLabels(function.ToString()).Inc();

    /// <summary>Every function that is counted, some of them several times.</summary>
    public IEnumerable<FunctionName> Functions
    {
        get
        {
            foreach (var labels in changes.GetAllLabelValues().Concat(failures.GetAllLabelValues()))
            {
                if (FunctionName.TryParse(labels[0], out var function))
                    yield return function;
            }
        }
    }

    /// <summary>Drops the numbers of these functions, by their full names.</summary>
    public void Forget(IReadOnlySet<string> gone)
    {
        foreach (var counter in new[] { changes, failures })
            FunctionSeries.Forget(counter, gone);
    }

    private static string Direction(int from, int to) => (from, to) switch
    {
        (0, _) => "from_zero",
        (_, 0) => "to_zero",
        _ => to > from ? "up" : "down",
    };
}
