using System.Globalization;
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

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The full proof has 10,000.
    private static readonly int Messages = int.Parse(Environment.GetEnvironmentVariable("CONNECTORS_TEST_NATS_MESSAGES") ?? "1500", CultureInfo.InvariantCulture);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_stream_keeps_is_not_missed_while_the_hub_is_killed()
    {
        await using var server = await NatsServer.StartAsync();
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url, ConnectTimeout = TimeSpan.FromSeconds(30) });
        var streams = new NatsJSContext(connection);
        await streams.CreateStreamAsync(new StreamConfig("ORDERS", ["orders.>"]), Cancel);
        await using var hub = await HubProcess.StartAsAsync("up", Stack, Variables(server));
        await PublishAsync(streams, 0, 50);
        await LedgerAsync(hub, 1);

        await hub.KillAsync();
        await PublishAsync(streams, 50, 100);
        await hub.StartAgainAsync();

        await LedgerAsync(hub, 100);
        using var topics = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/topics"), Cancel);
        Assert.Contains("\"connectors\":[\"nats\"]", await topics.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_message_is_queued_once_while_the_hub_is_killed_and_the_server_restarted()
    {
        const int kills = 5;
        await using var server = await NatsServer.StartAsync();
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url, MaxReconnectRetry = -1, ReconnectWaitMax = TimeSpan.FromMilliseconds(200) });
        var streams = new NatsJSContext(connection);
        await streams.CreateStreamAsync(new StreamConfig("ORDERS", ["orders.>"]), Cancel);
        await using var hub = await HubProcess.StartAsAsync("up", Stack, Variables(server));
        var sending = SendAsync(streams);
        for (var times = 1; times <= kills; times++)
        {
            await LedgerAsync(hub, Messages * times / (kills + 2));
            await hub.KillAsync();
            if (times is 2 or 4)
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            }
            await hub.StartAgainAsync();
        }
        await sending;

        await LedgerAsync(hub, Messages);
        await Eventually.TrueAsync(async () => await Succeeded.CountAsync(hub) >= Messages, Patience, () => $"not all have succeeded:\n{hub.Output}");
        Assert.Equal(Enumerable.Range(0, Messages).Select(number => $"n{number}").Order(StringComparer.Ordinal), Ledger(hub).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Messages, await Succeeded.CountAsync(hub));
    }

    // What is published again because its acknowledgement was lost bears the same identity.
    private static async Task SendAsync(NatsJSContext streams)
    {
        for (var number = 0; number < Messages; number++)
        {
            while (!await TryPublishAsync(streams, number))
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }
    }

    private static async Task<bool> TryPublishAsync(NatsJSContext streams, int number)
    {
        try
        {
            var ack = await streams.PublishAsync(
                $"orders.n{number % 3}", System.Text.Encoding.ASCII.GetBytes($"n{number}"), opts: new NatsJSPubOpts { MsgId = $"order-{number}" }, cancellationToken: Cancel);
            return ack.Error is null;
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException && !Cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Variables(NatsServer server) =>
        new() { ["CONNECTORS_NATS__URL"] = server.Url, ["CONNECTORS_NATS__START"] = "all", ["CONNECTORS_NATS__ACK_WAIT"] = "2s" };

    private static async Task PublishAsync(NatsJSContext streams, int from, int to)
    {
        for (var number = from; number < to; number++)
            (await streams.PublishAsync($"orders.n{number % 3}", System.Text.Encoding.ASCII.GetBytes($"n{number}"), cancellationToken: Cancel)).EnsureSuccess();
    }

    private static string[] Ledger(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        // One whose hub was killed while it was handed its number may have read nothing.
        return File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => line.Length > 0)] : [];
    }

    private static Task LedgerAsync(HubProcess hub, int different) => Eventually.TrueAsync(
        () => Task.FromResult(Ledger(hub).Distinct().Count() >= different),
        Patience,
        () => $"the ledger has {Ledger(hub).Distinct().Count()} of {different}; the hub printed:\n{hub.Output}");
}
