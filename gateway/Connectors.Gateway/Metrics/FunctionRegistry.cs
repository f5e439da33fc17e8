using Prometheus;

namespace Connectors.Gateway.Metrics;

/// <summary>Where calls, replicas and scaling are counted: on the page of metrics, or for ourselves alone.</summary>
/// <param name="registry">That of the page.</param>
/// <param name="names">Whose page it is.</param>
internal sealed class FunctionRegistry(CollectorRegistry registry, HttpMetricNames names)
{
    public CollectorRegistry Registry { get; } = names.TellsFunctions ? registry : Prometheus.Metrics.NewCustomRegistry();
}
