using System.Net;
using Connectors.Core.Functions;
using Connectors.Gateway.Limits;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Gateway.Tests.Limits;

/// <summary>The annotation <c>com.openfaas.limit.concurrency</c>.</summary>
public sealed class Concurrent_calls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_more_than_the_limit_is_429_until_another_has_ended()
    {
        await using var host = await GatewayHost.StartAsync();
        var held = await HeldFunction.StartAsync(host, "two", "2");
        var under = new[] { Call(host), Call(host) };
        await held.ArrivedAsync(2);

        using var refused = await Call(host);
        using var queued = await host.SendAsync(HttpMethod.Post, "/async-function/two", new StringContent("x"), admin: false);
        var metrics = await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel);
        held.Release();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("function two.openfaas-fn has as many calls under way as its annotation com.openfaas.limit.concurrency allows: 2", await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        Assert.Equal("gateway", refused.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal("unreachable", refused.Headers.GetValues("X-Connectors-Verdict").Single());
        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        Assert.Contains("gateway_function_invocation_refused_total{function_name=\"two.openfaas-fn\"} 1\n", metrics);
        Assert.Contains("gateway_function_invocation_inflight{function_name=\"two.openfaas-fn\"} 2\n", metrics);
        foreach (var one in under)
            Assert.Equal(HttpStatusCode.OK, (await one).StatusCode);
        using var next = await Call(host);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_server_of_a_providers_API_leaves_them_to_the_gateway_in_front()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.LimitsFunctions = false);
        var held = await HeldFunction.StartAsync(host, "two", "2");

        var under = new[] { Call(host), Call(host), Call(host) };
        await held.ArrivedAsync(3);
        held.Release();

        foreach (var one in under)
            Assert.Equal(HttpStatusCode.OK, (await one).StatusCode);
    }

    [Fact]
    public async Task A_crowd_never_gets_past_the_limit_and_leaves_no_place_taken()
    {
        await using var host = await GatewayHost.StartAsync();
        var held = await HeldFunction.StartAsync(host, "two", "5");

        var crowd = Enumerable.Range(0, 60).Select(_ => Call(host)).ToList();
        await held.ArrivedAsync(5);
        var ended = 0;
        while (ended < 55)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, (await await Task.WhenAny(crowd)).StatusCode);
            crowd.RemoveAll(call => call.IsCompleted && ++ended > 0);
        }
        held.Release();
        await Task.WhenAll(crowd);

        Assert.Equal(5, held.Most);
        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.OK, (await Call(host)).StatusCode);
    }

    [Fact]
    public async Task A_limit_that_is_set_later_knows_the_calls_under_way_and_one_that_is_lifted_holds_nobody()
    {
        await using var host = await GatewayHost.StartAsync();
        var held = await HeldFunction.StartAsync(host, "two", null);
        var under = new[] { Call(host), Call(host) };
        await held.ArrivedAsync(2);

        held.Limit(host, "two", "1");
        using var refused = await Call(host);
        held.Limit(host, "two", "0");
        var third = Call(host);
        await held.ArrivedAsync(1);
        held.Release();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await third).StatusCode);
        await Task.WhenAll(under);
    }

    [Theory]
    [InlineData("-1"), InlineData("many"), InlineData("1.5"), InlineData("99999999999")]
    public async Task What_is_no_number_is_refused_at_deploy_and_told_once_where_it_came_otherwise(string limit)
    {
        using var log = new LogLines();
        await using var host = await GatewayHost.StartAsync(services: log.AddTo);
        var held = await HeldFunction.StartAsync(host, "two", limit);
        held.Release();

        using var deployed = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent(
            $$$"""{"service":"new","image":"any","annotations":{"com.openfaas.limit.concurrency":"{{{limit}}}"}}"""));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await Call(host)).StatusCode);
            host.Provider.Changes.Notify();
        }

        var sentence = $"annotation com.openfaas.limit.concurrency '{limit}' is not a number of calls; write for example 10, or 0 for no limit";
        Assert.Equal((HttpStatusCode.BadRequest, sentence), (deployed.StatusCode, await deployed.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal($"Warning: Function two.openfaas-fn: {sentence}; its calls are not limited.", Assert.Single(log.Entries));
    }

    [Fact]
    public void Taking_a_place_allocates_nothing()
    {
        var provider = new MemoryProvider();
        provider.Add(new FunctionStatus { Name = "f", Annotations = new Dictionary<string, string> { [ConcurrencyLimit.Annotation] = "2" } });
        var numbers = new FunctionTraffic(new InvocationMetrics(new FunctionRegistry(Prometheus.Metrics.NewCustomRegistry(), HttpMetricNames.OfGateway)), TimeProvider.System).Of(new("f", "openfaas-fn"));
        var limits = new ConcurrencyLimits(provider, new GatewaySettings(), NullLogger<ConcurrencyLimits>.Instance);
        TakeAndRelease(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        TakeAndRelease(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void TakeAndRelease(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var entered = limits.EnterAsync(numbers, CancellationToken.None);
                Assert.True(entered.IsCompletedSuccessfully && entered.Result is null);
                numbers.Places.Release();
            }
        }
    }

    private static Task<HttpResponseMessage> Call(GatewayHost host) => host.SendAsync(HttpMethod.Post, "/function/two", new StringContent("x"), admin: false);
}
