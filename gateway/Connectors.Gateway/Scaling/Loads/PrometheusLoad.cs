using System.Globalization;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>
/// The calls of all gateways, as a Prometheus knows them that reads their metrics; types that are not built in are rules of the operator's
/// own, recorded there under the name that OpenFaaS has for them.
/// </summary>
internal sealed class PrometheusLoad(PrometheusQueries prometheus, ScalingSettings settings) : ILoadSource
{
    public bool Measures(string type) => type is not (ScalingTypes.Cpu or ScalingTypes.Queue);

    public ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken) =>
        prometheus.ByFunctionAsync(Query(type), cancellationToken);

    private string Query(string type) => type switch
    {
        ScalingTypes.Rps => WhereSeen($"sum by (function_name) (rate(gateway_function_invocation_total[{Window}]))"),
        ScalingTypes.Capacity => WhereSeen("sum by (function_name) (gateway_function_invocation_inflight)"),
        _ => $"sum by (function_name) (job:function_current_load:sum{{scaling_type=\"{type}\"}})",
    };

    // A gateway names every function there is. One that is named and has no calls has no load; one that is not, because Prometheus reaches
    // no gateway or reads it too seldom for a rate, is unknown.
    private string WhereSeen(string load)
    {
        var seen = $"max by (function_name) (gateway_service_count and count_over_time(gateway_service_count[{Window}]) >= 2)";
        return $"(({load}) and ({seen})) or (0 * ({seen}))";
    }

    private string Window => string.Create(CultureInfo.InvariantCulture, $"{(long)settings.PrometheusWindow.TotalMilliseconds}ms");
}
