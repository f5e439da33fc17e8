using Connectors.TestServers.Nats;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Messages of a real NATS server, through the whole program, to functions.</summary>
public sealed class NatsEvents
{
    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          ledger:
            image: ledger
            fprocess: sh -c 'read -r number; echo "$number" >> DIR/ledger'
            annotations:
              topic: nats:orders.>, pings
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_stream_keeps_is_not_missed_while_the_hub_is_killed()
    {
        await using var server = await NatsServer.StartAsync();
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url, ConnectTimeout = TimeSpan.FromSeconds(30) });
        var streams = new NatsJSContext(connection);
        await streams.CreateStreamAsync(new StreamConfig("ORDERS", ["orders.>"]), Cancel);
        await using var hub = await HubProcess.StartAsAsync(
            "up", Stack, new Dictionary<string, string> { ["CONNECTORS_NATS__URL"] = server.Url, ["CONNECTORS_NATS__START"] = "all", ["CONNECTORS_NATS__ACK_WAIT"] = "2s" });
        await PublishAsync(streams, 0, 50);
        await LedgerAsync(hub, 1);

        await hub.KillAsync();
        await PublishAsync(streams, 50, 100);
        await hub.StartAgainAsync();

        await LedgerAsync(hub, 100);
        using var topics = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/topics"), Cancel);
        Assert.Contains("\"connectors\":[\"nats\"]", await topics.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static async Task PublishAsync(NatsJSContext streams, int from, int to)
    {
        for (var number = from; number < to; number++)
            (await streams.PublishAsync($"orders.n{number % 3}", System.Text.Encoding.ASCII.GetBytes($"n{number}"), cancellationToken: Cancel)).EnsureSuccess();
    }

    private static string[] Ledger(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static Task LedgerAsync(HubProcess hub, int different) => Eventually.TrueAsync(
        () => Task.FromResult(Ledger(hub).Distinct().Count() >= different),
        TimeSpan.FromSeconds(60),
        () => $"the ledger has {Ledger(hub).Distinct().Count()} of {different}; the hub printed:\n{hub.Output}");
}
