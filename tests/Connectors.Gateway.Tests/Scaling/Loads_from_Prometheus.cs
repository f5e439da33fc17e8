using Connectors.Core.Functions;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Scaling.Loads;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.TestServers.Prometheus;

namespace Connectors.Gateway.Tests.Scaling;

/// <summary>With a real Prometheus that reads two gateways.</summary>
public sealed class Loads_from_Prometheus
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);
    private static readonly FunctionName echo = new("echo", "openfaas-fn");
    private static readonly FunctionName idle = new("idle", "openfaas-fn");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_all_gateways_count_and_an_outage_is_not_the_end_of_them()
    {
        var go = new TaskCompletionSource();
        await using var one = await GatewayAsync(go.Task);
        await using var other = await GatewayAsync(go.Task);
        await using var server = await PrometheusServer.StartAsync(one.MetricsAddress.Authority, other.MetricsAddress.Authority);
        var settings = new ScalingSettings { Prometheus = server.Address.ToString(), PrometheusWindow = TimeSpan.FromSeconds(5) };
        Assert.Empty(settings.Faults());
        using var queries = new PrometheusQueries(settings.PrometheusAddress!, TimeSpan.FromSeconds(10));
        var source = new PrometheusLoad(queries, settings);

        var held = new[] { one, one, other }.Select(host => host.SendAsync(HttpMethod.Post, "/function/echo")).ToList();
        Assert.Equal(3, await UntilAsync(source, ScalingTypes.Capacity, echo, load => load == 3));
        Assert.Equal(0, await UntilAsync(source, ScalingTypes.Capacity, idle, load => load == 0));
        go.SetResult();
        foreach (var answer in await Task.WhenAll(held))
            answer.Dispose();
        Assert.Equal(0, await UntilAsync(source, ScalingTypes.Capacity, echo, load => load == 0));
        // A counter that comes to be with its first call has no rate yet: the next ones have.
        foreach (var host in new[] { one, other })
            (await host.SendAsync(HttpMethod.Post, "/function/echo")).Dispose();
        Assert.InRange(await UntilAsync(source, ScalingTypes.Rps, echo, load => load > 0), 0.1, 10);
        Assert.Equal(0, await UntilAsync(source, ScalingTypes.Rps, idle, load => load == 0));
        Assert.Empty(await source.ReadAsync("latency", [echo], Cancel));

        // Gateways that are not read any more are unknown, although Prometheus answers.
        await server.KillAsync();
        await server.StartAgainAsync("127.0.0.1:9");
        await UntilGoneAsync(source, ScalingTypes.Capacity);
        await UntilGoneAsync(source, ScalingTypes.Rps);

        await server.KillAsync();
        var unknown = await Assert.ThrowsAsync<LoadUnknownException>(async () => await source.ReadAsync(ScalingTypes.Rps, [echo], Cancel));
        Assert.StartsWith($"Prometheus at {server.Address} does not answer: ", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_Prometheus_is_told()
    {
        await using var other = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.StartsWith("/refuses", StringComparison.Ordinal) ? 401 : 200;
            return Task.CompletedTask;
        });
        using var refusing = new PrometheusQueries(new Uri(other.Address, "refuses/"), TimeSpan.FromSeconds(10));
        var refused = await Assert.ThrowsAsync<LoadUnknownException>(async () => await refusing.ByFunctionAsync("1", Cancel));
        Assert.EndsWith("answers 401", refused.Message, StringComparison.Ordinal);
        using var babbling = new PrometheusQueries(other.Address, TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<LoadUnknownException>(async () => await babbling.ByFunctionAsync("1", Cancel));
    }

    private static async Task<GatewayHost> GatewayAsync(Task go)
    {
        var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", _ => go);
        host.Provider.Add("idle", new Uri("http://127.0.0.2:9/"));
        return host;
    }

    private static async Task<double> UntilAsync(PrometheusLoad source, string type, FunctionName function, Func<double, bool> isSo)
    {
        while (true)
        {
            if ((await source.ReadAsync(type, [function], Cancel)).TryGetValue(function, out var load) && isSo(load))
                return load;
            await Task.Delay(pause, Cancel);
        }
    }

    private static async Task UntilGoneAsync(PrometheusLoad source, string type)
    {
        while ((await source.ReadAsync(type, [echo], Cancel)).Count > 0)
            await Task.Delay(pause, Cancel);
    }
}
