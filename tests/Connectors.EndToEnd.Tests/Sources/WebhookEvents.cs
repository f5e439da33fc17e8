using System.Globalization;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Deliveries of a sender that repeats what was not accepted, through the whole program, to a function.</summary>
public sealed class WebhookEvents
{
    private const int Kills = 5;

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          ledger:
            image: ledger
            fprocess: sh -c 'read -r body; echo "$body" >> DIR/ledger'
            annotations:
              topic: github.push
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    // The full proof has 10,000.
    private static readonly int Messages = int.Parse(Environment.GetEnvironmentVariable("CONNECTORS_TEST_WEBHOOK_MESSAGES") ?? "1500", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_delivery_is_queued_once_while_the_hub_is_killed()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        using var sender = new GithubSender(hub.Gateway, hub.Secret("github"));
        var sending = sender.SendAsync(Messages);
        for (var times = 1; times <= Kills; times++)
        {
            await AnsweredAsync(hub, sender, Messages * times / (Kills + 2));
            await hub.KillAsync();
            await hub.StartAgainAsync();
        }
        await sending;

        await ProveAsync(hub, sender);
        Assert.True(sender.Failures >= Kills, $"the sender felt {sender.Failures} failures of {Kills} kills");
    }

    [Fact]
    public async Task So_it_is_while_the_connector_beside_it_is_killed()
    {
        await using var hub = await HubProcess.StartAsAsync("gateway", Stack);
        await using var connect = await ConnectProcess.StartAsync(hub, "webhooks");
        using var sender = new GithubSender(connect.Address, hub.Secret("github"));
        var sending = sender.SendAsync(Messages);
        for (var times = 1; times <= Kills; times++)
        {
            await AnsweredAsync(hub, sender, Messages * times / (Kills + 2));
            await connect.KillAsync();
            await connect.StartAgainAsync();
        }
        await sending;

        await ProveAsync(hub, sender);
        // Nothing but the connector is killed here, so that nothing runs a second time.
        Assert.Equal(Messages, Ledger(hub).Length);
    }

    private static async Task ProveAsync(HubProcess hub, GithubSender sender)
    {
        await Eventually.TrueAsync(
            async () => Ledger(hub).Distinct().Count() >= Messages && await Succeeded.CountAsync(hub) >= Messages,
            Patience,
            () => $"the ledger has {Ledger(hub).Distinct().Count()} of {Messages}; the hub printed:\n{hub.Output}");
        Assert.Equal(Enumerable.Range(0, Messages).Select(GithubSender.Body).Order(StringComparer.Ordinal), Ledger(hub).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Messages, sender.Calls.Values.Distinct().Count());
        Assert.Equal(Messages, await Succeeded.CountAsync(hub));
        // What is delivered once more is the same call still, over every restart.
        for (var number = 0; number < Messages; number += 50)
            Assert.Equal((sender.Calls[number], true), await sender.DeliverAsync(number));
        Assert.Equal(Messages, await Succeeded.CountAsync(hub));
    }

    private static Task AnsweredAsync(HubProcess hub, GithubSender sender, int count) =>
        Eventually.TrueAsync(() => Task.FromResult(sender.Calls.Count >= count), Patience, () => $"{sender.Calls.Count} of {count} were accepted; the hub printed:\n{hub.Output}");

    private static string[] Ledger(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        // One whose hub was killed while it was handed its body may have read nothing.
        return File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => line.Length > 0)] : [];
    }
}
