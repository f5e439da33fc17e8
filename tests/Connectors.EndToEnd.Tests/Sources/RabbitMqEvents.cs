using System.Globalization;
using Connectors.TestServers.RabbitMq;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Messages of a real RabbitMQ server, through the whole program, to functions.</summary>
public sealed class RabbitMqEvents
{
    private const int Kills = 5;

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          ledger:
            image: ledger
            fprocess: sh -c 'read -r number; echo "$number" >> DIR/ledger'
            annotations:
              topic: rabbitmq:orders
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    // The full proof has 10,000.
    private static readonly int Messages = int.Parse(Environment.GetEnvironmentVariable("CONNECTORS_TEST_RABBITMQ_MESSAGES") ?? "1500", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_message_is_queued_once_while_the_connector_is_killed_and_the_server_restarted()
    {
        await using var server = await RabbitMqServer.StartAsync();
        await using var hub = await HubProcess.StartAsAsync("gateway", Stack);
        await using var connect = await ConnectProcess.StartAsync(hub, new Dictionary<string, string> { ["CONNECTORS_RABBITMQ__URL"] = server.Url }, "rabbitmq");
        var sending = new OrdersPublisher(server.Url).SendAsync(Messages);
        for (var times = 1; times <= Kills; times++)
        {
            await LedgerAsync(hub, connect, Messages * times / (Kills + 2));
            await connect.KillAsync();
            if (times is 2 or 4)
            {
                await server.StopAsync();
                await connect.StartAgainAsync();
                await Eventually.TrueAsync(
                    () => Task.FromResult(connect.Output.Split("nobody listens there").Length > times / 2), Patience, () => $"nothing tells that the server is away:\n{connect.Output}");
                await server.StartAgainAsync();
            }
            else
                await connect.StartAgainAsync();
        }
        await sending;

        await LedgerAsync(hub, connect, Messages);
        await Eventually.TrueAsync(async () => await Succeeded.CountAsync(hub) >= Messages, Patience, () => $"not all have succeeded:\n{hub.Output}");
        Assert.Equal(Enumerable.Range(0, Messages).Select(OrdersPublisher.Text).Order(StringComparer.Ordinal), Ledger(hub).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Messages, await Succeeded.CountAsync(hub));
        // Nothing but the connector is killed here, so that nothing runs a second time.
        Assert.Equal(Messages, Ledger(hub).Length);
    }

    private static string[] Ledger(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static Task LedgerAsync(HubProcess hub, ConnectProcess connect, int different) => Eventually.TrueAsync(
        () => Task.FromResult(Ledger(hub).Distinct().Count() >= different),
        Patience,
        () => $"the ledger has {Ledger(hub).Distinct().Count()} of {different}; the connector printed:\n{connect.Output}");
}
