using System.Text.Json;
using Connectors.TestServers.Prometheus;

namespace Connectors.EndToEnd.Tests.Monitoring;

/// <summary>A real Prometheus and a real AlertManager, with the files of docs/scaling.md, scale a function of the real program up and back.</summary>
public sealed class Alerts
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(40);

    [Fact]
    public async Task A_high_rate_of_calls_adds_replicas_and_its_end_leaves_the_fewest()
    {
        await using var hub = await HubProcess.StartAsAsync("up", """
            version: 1.0
            provider:
              name: openfaas
            functions:
              shout:
                image: shout
                fprocess: tr a-z A-Z
                labels:
                  com.openfaas.scale.min: "1"
                  com.openfaas.scale.max: "5"
                  com.openfaas.scale.factor: "40"
              quiet:
                image: quiet
                fprocess: cat
                labels:
                  com.openfaas.scale.max: "5"
            """, new Dictionary<string, string> { ["CONNECTORS_SCALING__AUTOMATIC"] = "false" });
        await using var alerts = await AlertManagerServer.StartAsync(DocumentedFile.Read(
            "scaling.md", "alertmanager.yml",
            ("http://127.0.0.1:8080/", hub.Gateway.ToString()), ("/var/lib/connectors", hub.Data),
            ("group_wait: 5s", "group_wait: 1s"), ("group_interval: 10s", "group_interval: 1s"), ("repeat_interval: 30s", "repeat_interval: 2s")));
        await using var prometheus = new PrometheusServer();
        await prometheus.StartAgainAsync(
            DocumentedFile.Read(
                "scaling.md", "prometheus.yml", ("127.0.0.1:8082", hub.Metrics.Authority), ("127.0.0.1:9093", alerts.Target), ("scrape_interval: 5s, evaluation_interval: 5s", "scrape_interval: 1s, evaluation_interval: 1s")),
            DocumentedFile.Read("scaling.md", "alert.rules.yml", ("for: 5s", "for: 1s")),
            "alert.rules.yml");

        using var enough = new CancellationTokenSource();
        var load = CallAsync(hub, enough.Token);
        // Two replicas a notice: the second one is a repetition.
        await ReplicasAsync(hub, alerts, "shout", 3);
        await ReplicasAsync(hub, alerts, "shout", 5);
        await enough.CancelAsync();
        await load;
        await ReplicasAsync(hub, alerts, "shout", 1);

        await ReplicasAsync(hub, alerts, "quiet", 1);
        Assert.Contains("shout.openfaas-fn scaled from 1 to 3 replicas: an alert fires", hub.Output, StringComparison.Ordinal);
        Assert.Contains("shout.openfaas-fn scaled from 5 to 1 replicas: an alert is over", hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("quiet.openfaas-fn scaled", hub.Output, StringComparison.Ordinal);
    }

    private static async Task CallAsync(HubProcess hub, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(BetweenCalls);
        while (!enough.IsCancellationRequested)
        {
            using var answer = await hub.Client.PostAsync("function/shout", new StringContent("x"), CancellationToken.None);
            Assert.Equal("X", await answer.Content.ReadAsStringAsync(CancellationToken.None));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static Task ReplicasAsync(HubProcess hub, AlertManagerServer alerts, string function, int expected)
    {
        var last = "";
        return Eventually.TrueAsync(
            async () =>
            {
                using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, $"system/function/{function}"));
                last = await answer.Content.ReadAsStringAsync();
                return JsonSerializer.Deserialize<JsonElement>(last).GetProperty("replicas").GetInt32() == expected;
            },
            Soon,
            () => $"{function} does not have {expected} replicas: {last}\n{hub.Output}\n{alerts.Said}");
    }
}
