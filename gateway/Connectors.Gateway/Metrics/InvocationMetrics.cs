using Prometheus;

namespace Connectors.Gateway.Metrics;

/// <summary>The metrics of calls, under the names that OpenFaaS dashboards and rules read.</summary>
internal sealed class InvocationMetrics(FunctionRegistry functions)
{
    private static readonly string[] function = ["function_name"];
    private static readonly string[] functionAndCode = ["function_name", "code"];
    private readonly MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(functions.Registry);

    public Counter Total => field ??= factory.CreateCounter("gateway_function_invocation_total", "Calls of functions that have ended.", functionAndCode);

    public Histogram Seconds => field ??= factory.CreateHistogram("gateway_functions_seconds", "How long calls of functions took.", functionAndCode);

    // Without _total behind its name it may bear no exemplars: a Prometheus that is given some refuses the whole page.
    public Counter Started => field ??= factory.CreateCounter(
        "gateway_function_invocation_started", "Calls of functions that have begun.", function, new CounterConfiguration { ExemplarBehavior = ExemplarBehavior.NoExemplars() });

    public Counter Refused => field ??= factory.CreateCounter("gateway_function_invocation_refused_total", "Calls that were refused because the function's limit of concurrent calls was reached.", function);

    public Gauge InFlight => field ??= factory.CreateGauge("gateway_function_invocation_inflight", "Calls of functions under way.", function);

    public Gauge InFlightAsDocumented => field ??=
        factory.CreateGauge("gateway_invocation_function_invocation_inflight", "Calls of functions under way.", function);

    /// <summary>Drops every number of these functions, by their full names.</summary>
    public void Forget(IReadOnlySet<string> gone)
    {
        FunctionSeries.Forget(Seconds, gone);
        foreach (var counter in new[] { Total, Started, Refused })
            FunctionSeries.Forget(counter, gone);
        foreach (var gauge in new[] { InFlight, InFlightAsDocumented })
            FunctionSeries.Forget(gauge, gone);
    }
}
