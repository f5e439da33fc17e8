using System.Globalization;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace Connectors.Gateway.Metrics;

/// <summary>Endpoint metadata: the fixed path under which a route is counted.</summary>
internal sealed record CountedAs(string Path);

/// <summary>Counts the calls of the REST API and of asynchronous calls.</summary>
internal sealed class HttpMetrics(CollectorRegistry registry, TimeProvider time, HttpMetricNames names)
{
    private readonly Counter total = Prometheus.Metrics.WithCustomRegistry(registry)
        .CreateCounter(names.Total, "Requests to the REST API.", "method", "path", names.Status);
    private readonly Histogram seconds = Prometheus.Metrics.WithCustomRegistry(registry)
        .CreateHistogram(names.Seconds, "How long requests to the REST API took.", "method", "path", names.Status);

    /// <summary>Counts requests of endpoints that bear <see cref="CountedAs"/>.</summary>
    public Task CountAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<CountedAs>() is { } counted ? CountAsync(context, counted, next) : next(context);

    private async Task CountAsync(HttpContext context, CountedAs counted, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
            var method = MethodOf(context.Request.Method);
            total.WithLabels(method, counted.Path, status).Inc();
            seconds.WithLabels(method, counted.Path, status).Observe(time.GetElapsedTime(started).TotalSeconds);
        }
    }

    // Made-up methods must not make new series.
    private static string MethodOf(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? method : "other";
}
