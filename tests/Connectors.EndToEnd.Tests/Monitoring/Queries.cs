using System.Globalization;
using System.Net;
using System.Text.Json;
using Connectors.EndToEnd.Tests.Providers;
using Connectors.TestServers.Prometheus;

namespace Connectors.EndToEnd.Tests.Monitoring;

/// <summary>
/// A real Prometheus reads the real program and a provider apart from it, and answers the queries that dashboards, scaling rules and idlers
/// made for OpenFaaS send. It answers the program too, which scales by a rule recorded there.
/// </summary>
public sealed class Queries : IAsyncLifetime
{
    private const string Shout = "shout.openfaas-fn";
    private const string Slow = "slow.openfaas-fn";
    private const double Reasonable = 60;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly PrometheusServer prometheus = new();
    private ProviderProcess provider = null!;
    private HubProcess hub = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await ProviderProcess.StartAsync();
        hub = await HubProcess.StartAsAsync("up", """
            version: 1.0
            provider:
              name: openfaas
            functions:
              shout:
                image: shout
                fprocess: tr a-z A-Z
                labels: { com.openfaas.scale.max: "5", com.openfaas.scale.target: "1000" }
              slow:
                image: slow
                fprocess: sh -c 'while [ -e DIR/wait ]; do sleep 0.1; done; cat'
                labels: { com.openfaas.scale.min: "2", com.openfaas.scale.type: capacity, com.openfaas.scale.target: "7" }
              late:
                image: late
                fprocess: cat
                labels: { com.openfaas.scale.type: latency, com.openfaas.scale.target: "900" }
              broken:
                image: broken
                fprocess: "false"
            """, new Dictionary<string, string>(provider.ForGateway)
        {
            ["CONNECTORS_SCALING__PROMETHEUS"] = prometheus.Address.ToString(),
            ["CONNECTORS_SCALING__INTERVAL"] = "1s",
        });
        await prometheus.StartAgainAsync(
            $$"""
            global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }
            rule_files: [ latency.rules.yml ]
            scrape_configs:
              - job_name: gateway
                static_configs: [ { targets: [ "{{hub.Metrics.Authority}}" ] } ]
              - job_name: provider
                static_configs: [ { targets: [ "{{provider.Metrics.Authority}}" ] } ]

            """,
            DocumentedFile.Read("scaling.md", "latency.rules.yml"),
            "latency.rules.yml");
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        await provider.DisposeAsync();
        await prometheus.DisposeAsync();
    }

    [Fact]
    public async Task The_queries_of_others_have_sensible_answers()
    {
        using var enough = new CancellationTokenSource();
        var load = CallAsync(enough.Token);
        await RatesAsync();
        await DurationsAsync();
        await ScalingRulesAsync();
        await ReplicasAsync();
        await RestApiAsync();
        await CallsUnderWayAsync();
        await WorkersAsync();
        await enough.CancelAsync();
        await load;
    }

    private async Task RatesAsync()
    {
        var rate = await OneAsync("""sum(rate(gateway_function_invocation_total{code="200"}[10s])) by (function_name)""", Shout, value => value > 1);
        Assert.True(rate < 1000, $"{rate} calls a second");
        await OneAsync($$"""rate(gateway_function_invocation_total{function_name='{{Shout}}'}[10s])""", Shout, value => value > 1);
        await OneAsync("""sum(increase(gateway_function_invocation_total{code=~"5.."}[30s])) by (function_name)""", "broken.openfaas-fn", value => value > 0);
        // As idlers ask whether a function may go to zero.
        await ResultAsync(
            $$"""sum(rate(gateway_function_invocation_total{function_name="broken.openfaas-fn", code=~".*"}[15m])) by (code, function_name)""",
            result => result is [{ Value: > 0 } only] && only["code"] == "500");
        // Each failed call of every other one.
        await ResultAsync(
            """100 * sum(rate(gateway_function_invocation_total{code=~"5.."}[30s])) / sum(rate(gateway_function_invocation_total[30s]))""",
            result => result is [{ Value: > 0 and < 100 }]);
    }

    private async Task DurationsAsync()
    {
        await OneAsync("sum by (function_name) (rate(gateway_functions_seconds_sum[30s])) / sum by (function_name) (rate(gateway_functions_seconds_count[30s]))", Shout, value => value is > 0 and < Reasonable);
        var half = await OneAsync("histogram_quantile(0.50, sum(rate(gateway_functions_seconds_bucket[30s])) by (function_name, le))", Shout, value => value is > 0 and < Reasonable);
        await OneAsync("histogram_quantile(0.99, sum(rate(gateway_functions_seconds_bucket[30s])) by (function_name, le))", Shout, value => value >= half * 0.5 && value < Reasonable);
        await ResultAsync($$"""histogram_quantile(0.99, rate(gateway_functions_seconds_bucket{function_name="{{Shout}}"}[5m]))""", result => result is [{ Value: > 0 and < Reasonable } only] && only["code"] == "200");
    }

    private async Task ScalingRulesAsync()
    {
        const string Rps = """
            sum by (function_name) (rate(gateway_function_invocation_total[30s])) and on (function_name) avg by (function_name) (gateway_service_target_load{scaling_type="rps"}) > bool 1
            """;
        await ResultAsync(Rps, result => Functions(result).SequenceEqual(["broken.openfaas-fn", Shout]));
        await OneAsync("""avg by (function_name) (gateway_service_target_load{scaling_type="capacity"})""", Slow, value => value == 7);
        await OneAsync("""gateway_service_target{scaling_type="rps"}""", Shout, value => value == 1000);
        await OneAsync("gateway_service_min", Slow, value => value == 2);
        // What the rule of the documentation records, and what the program makes of it.
        await OneAsync("""job:function_current_load:sum{scaling_type="latency"}""", "late.openfaas-fn", value => value is > 0 and < Reasonable);
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/scaling"));
                using var shown = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                return shown.RootElement.EnumerateArray().Single(one => one.GetProperty("function").GetString() == "late").TryGetProperty("load", out var measured)
                    && measured.GetDouble() is > 0 and < Reasonable;
            },
            Soon,
            () => $"late is not scaled by the recorded rule: {hub.Output}");
    }

    private async Task ReplicasAsync()
    {
        await OneAsync("sum(gateway_service_count) by (function_name)", Slow, value => value == 2);
        await OneAsync("gateway_service_ready_count", Shout, value => value == 1);
        // Once each, although the provider is read too.
        await ResultAsync("count(gateway_service_count)", result => result is [{ Value: 4 }]);
        await ResultAsync("""count by (function_name) (gateway_function_invocation_total{code="200"}) > 1""", result => result is []);
        await ResultAsync("up == 0", result => result is []);
    }

    private async Task RestApiAsync()
    {
        using (var stranger = await hub.Client.GetAsync("system/functions"))
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using (await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/functions")))
        {
            // Counted, whatever it says.
        }
        await ResultAsync(
            """sum by (path, status) (http_requests_total{method=~"get|GET", path=~"/system/functions.*"})""",
            result => result.Any(one => one["status"] == "200" && one.Value > 0) && result.Any(one => one["status"] == "401" && one.Value > 0));
        await ResultAsync("""histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="gateway"}[1m])))""", result => result is [{ Value: > 0 and < Reasonable }]);
        await ResultAsync("""sum by (path, code) (provider_http_requests_total{job="provider"})""", result => result.Any(one => one["path"].StartsWith("/system/functions", StringComparison.Ordinal) && one["code"] == "200" && one.Value > 0));
        await ResultAsync("histogram_quantile(0.9, sum by (le) (rate(provider_http_request_duration_seconds_bucket[1m])))", result => result is [{ Value: > 0 and < Reasonable }]);
    }

    private async Task CallsUnderWayAsync()
    {
        var wait = Path.Combine(hub.Directory, "wait");
        await File.WriteAllTextAsync(wait, "");
        var calls = Enumerable.Range(0, 3).Select(_ => hub.Client.PostAsync("function/slow", new StringContent("x"))).ToList();
        const string Capacity = """
            sum by (function_name) (gateway_function_invocation_inflight) and on (function_name) avg by (function_name) (gateway_service_target_load{scaling_type="capacity"}) > bool 1
            """;
        await ResultAsync(Capacity, result => result is [{ Value: 3 } only] && only["function_name"] == Slow);
        await OneAsync("sum by (function_name) (gateway_invocation_function_invocation_inflight)", Slow, value => value == 3);
        File.Delete(wait);
        foreach (var answer in await Task.WhenAll(calls))
            answer.Dispose();
        await OneAsync("sum by (function_name) (gateway_function_invocation_inflight)", Slow, value => value == 0);
        await OneAsync("sum by (function_name) (gateway_function_invocation_started) - sum by (function_name) (gateway_function_invocation_total)", Slow, value => value == 0);
    }

    private async Task WorkersAsync()
    {
        var wait = Path.Combine(hub.Directory, "wait");
        await File.WriteAllTextAsync(wait, "");
        await AcceptedAsync("async-function/slow");
        await ResultAsync("sum by (queue_name, function_name) (queue_worker_function_invocation_inflight)", result => result.Any(one => one["queue_name"] == "faas-request" && one["function_name"] == Slow && one.Value == 1));
        using (var paused = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Post, "system/queues/faas-request/pause?function=shout")))
            Assert.Equal(HttpStatusCode.Accepted, paused.StatusCode);
        for (var i = 0; i < 2; i++)
            await AcceptedAsync("async-function/shout");
        await ResultAsync("max by (queue_name, function_name) (queue_worker_pending_messages)", result => result.Any(one => one["function_name"] == Shout && one.Value == 2));
        await ResultAsync("sum by (queue_name) (queue_worker_messages_submitted_total)", result => result is [{ Value: 3 }]);
        File.Delete(wait);
        using (var resumed = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Post, "system/queues/faas-request/resume?function=shout")))
            Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        await ResultAsync("sum by (queue_name) (queue_worker_messages_processed_total)", result => result is [{ Value: 3 }]);
        await ResultAsync("max by (queue_name, function_name) (queue_worker_pending_messages) > 0", result => result is []);
    }

    private async Task AcceptedAsync(string path)
    {
        using var answer = await hub.Client.PostAsync(path, new StringContent("x"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private async Task CallAsync(CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!enough.IsCancellationRequested)
        {
            foreach (var name in new[] { "shout", "late", "broken" })
            {
                using var answer = await hub.Client.PostAsync($"function/{name}", new StringContent("x"), CancellationToken.None);
            }
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static IEnumerable<string> Functions(IReadOnlyList<PrometheusValue> result) => result.Select(one => one["function_name"]).Order(StringComparer.Ordinal);

    /// <summary>Until the one element of a function is as expected.</summary>
    private async Task<double> OneAsync(string query, string function, Predicate<double> isAsExpected)
    {
        var value = double.NaN;
        await ResultAsync(query, result => result.SingleOrDefault(one => one["function_name"] == function) is { } found && isAsExpected(value = found.Value));
        return value;
    }

    private async Task ResultAsync(string query, Predicate<IReadOnlyList<PrometheusValue>> isAsExpected)
    {
        IReadOnlyList<PrometheusValue> last = [];
        await Eventually.TrueAsync(
            async () => isAsExpected(last = await prometheus.QueryAsync(query)),
            Soon,
            () => string.Create(CultureInfo.InvariantCulture, $"{query.Trim()} is not answered as expected, but by\n{string.Join('\n', last)}\n{hub.Output}"));
    }
}
