using System.Diagnostics.Metrics;
using System.Net;
using Connectors.Cli.Composition;
using Connectors.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Cli.Tests.Composition;

/// <summary>What a room counts with a meter of its own, as Prometheus reads it.</summary>
public sealed class MetersTests
{
    [Fact]
    public async Task An_instrument_of_a_room_shows_under_the_name_and_the_labels_that_the_room_gave_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var services = new ServiceCollection().AddSingleton(Prometheus.Metrics.NewCustomRegistry()).BuildServiceProvider();
        var listen = new ListenPoint("gateway.metrics-listen", "--metrics-listen", new IPEndPoint(IPAddress.Loopback, 0));
        await using var application = MetricsApplication.OfApart(services, listen, new GatewaySettings());
        await application.StartAsync(cancel);
        using var meter = new Meter($"Connectors.{nameof(MetersTests)}");
        using var foreign = new Meter("Foreign");

        meter.CreateCounter<long>("queue_worker_lease_renewals_total").Add(3, new KeyValuePair<string, object?>("queue_name", "faas-request"));
        meter.CreateCounter<long>("queue_worker_nats_reconnect").Add(1);
        meter.CreateCounter<double>("connectors.events.received").Add(2, new KeyValuePair<string, object?>("connector", "cron"), new KeyValuePair<string, object?>("ok", true));
        meter.CreateUpDownCounter<int>("level").Add(5);
        meter.CreateObservableGauge("asked", () => 7);
        meter.CreateObservableCounter("grown", () => 11L);
        meter.CreateHistogram<double>("took").Record(0.5);
        foreign.CreateCounter<long>("foreign_total").Add(1);

        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(ListenPoint.Bound(application), "metrics"), cancel);
        Assert.Equal("3", Value(text, "queue_worker_lease_renewals_total{queue_name=\"faas-request\"}"));
        Assert.Equal("1", Value(text, "queue_worker_nats_reconnect_total"));
        Assert.Contains("# TYPE queue_worker_nats_reconnect_total counter", text, StringComparison.Ordinal);
        Assert.Equal("2", Value(text, "connectors_events_received_total{connector=\"cron\",ok=\"True\"}"));
        Assert.Equal(("5", "7", "11", "1"), (Value(text, "level"), Value(text, "asked"), Value(text, "grown_total"), Value(text, "took_count")));
        Assert.DoesNotContain("foreign_total", text, StringComparison.Ordinal);
        await application.StopAsync(cancel);
    }

    private static string? Value(string text, string series) => text.Split('\n')
        .Where(line => line.StartsWith(series + " ", StringComparison.Ordinal)).Select(line => line[(series.Length + 1)..]).SingleOrDefault() ?? text;
}
