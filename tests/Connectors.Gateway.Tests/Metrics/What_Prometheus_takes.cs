using System.Diagnostics;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Metrics;

/// <summary>The page of metrics in the format that a Prometheus asks for first.</summary>
public sealed class What_Prometheus_takes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exemplars_stand_only_where_OpenMetrics_has_them()
    {
        // Exemplars come of traces.
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context => context.Response.WriteAsync("x", Cancel));
        using var call = new HttpRequestMessage(HttpMethod.Post, "function/echo") { Headers = { { "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" } } };
        using var answer = await host.Client.SendAsync(call, Cancel);
        answer.EnsureSuccessStatusCode();

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.MetricsAddress, "metrics")) { Headers = { { "Accept", "application/openmetrics-text; version=1.0.0" } } };
        using var page = await host.Client.SendAsync(request, Cancel);

        Assert.Equal("application/openmetrics-text", page.Content.Headers.ContentType?.MediaType);
        var lines = (await page.Content.ReadAsStringAsync(Cancel)).Split('\n').Where(line => line.Contains(" # {", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches("^[a-z_]+(_total|_bucket)\\{", line));
    }
}
