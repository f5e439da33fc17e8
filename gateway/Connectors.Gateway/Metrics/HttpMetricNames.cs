namespace Connectors.Gateway.Metrics;

/// <summary>What the numbers of the REST API are called.</summary>
/// <param name="Total">The counter of requests.</param>
/// <param name="Seconds">The histogram of their duration.</param>
/// <param name="Status">The label of their status.</param>
public sealed record HttpMetricNames(string Total, string Seconds, string Status)
{
    /// <summary>
    /// Whether the page also tells calls, replicas and scaling, under the names of a gateway. Not where another gateway tells them: whoever
    /// reads both would count everything twice.
    /// </summary>
    public bool TellsFunctions { get; init; } = true;

    /// <summary>As a gateway names them.</summary>
    public static HttpMetricNames OfGateway { get; } = new("http_requests_total", "http_request_duration_seconds", "status");

    /// <summary>As a provider names them.</summary>
    public static HttpMetricNames OfProvider { get; } = new("provider_http_requests_total", "provider_http_request_duration_seconds", "code") { TellsFunctions = false };
}
