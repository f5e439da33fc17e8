using System.Globalization;
using System.Text.Json;
using Connectors.TestServers.Kafka;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Messages that kcat sends to Kafka's protocol's brokers, through the whole program, to functions.</summary>
public sealed class KafkaEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The full proof has 10,000.
    private static readonly int Messages = int.Parse(Environment.GetEnvironmentVariable("CONNECTORS_TEST_KAFKA_MESSAGES") ?? "2000", CultureInfo.InvariantCulture);

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          ledger:
            image: ledger
            fprocess: sh -c 'read -r number; echo "$number $Http_X_Call_Id" >> DIR/ledger'
            annotations:
              topic: kafka:orders
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hub_takes_what_is_sent_while_it_is_killed_and_says_what_it_does()
    {
        await using var cluster = await KafkaCluster.StartAsync();
        await cluster.CreateTopicAsync("orders", 4);
        await using var hub = await HubProcess.StartAsAsync("up", Stack, Variables(cluster));
        await SendAsync(cluster, 0, 50);
        await LedgerAsync(hub, 1);

        await hub.KillAsync();
        await SendAsync(cluster, 50, 100);
        await hub.StartAgainAsync();

        await LedgerAsync(hub, 100);
        using var topics = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/topics"), Cancel);
        Assert.Contains("\"connectors\":[\"kafka\"]", await topics.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var scraper = new HttpClient();
        var metrics = await scraper.GetStringAsync(new Uri(hub.Metrics, "metrics"), Cancel);
        Assert.Matches("""kafka_connector_messages_consumed\{group="connectors",topic="orders",partition="\d",member_id="[^"]+"\} [1-9]""", metrics);
        Assert.Matches("""kafka_connector_messages_offset\{group="connectors",topic="orders",partition="\d",member_id="[^"]+"\} \d""", metrics);
        Assert.Matches("""kafka_connector_consumer_group_connect\{group="connectors"\} [1-9]""", metrics);
    }

    [Fact]
    public async Task Every_message_is_queued_once_while_the_connector_is_killed_and_brokers_go_and_come()
    {
        const int kills = 5;
        await using var cluster = await KafkaCluster.StartAsync();
        await cluster.CreateTopicAsync("orders", 8);
        await using var hub = await HubProcess.StartAsync(Stack);
        await using var connect = await ConnectProcess.StartAsync(hub, Variables(cluster), "kafka");
        var sending = SendingAsync(cluster);
        for (var times = 1; times <= kills; times++)
        {
            await LedgerAsync(hub, Messages * times / (kills + 2));
            await connect.KillAsync();
            if (times is 2 or 4)
            {
                await cluster.DownAsync();
                await connect.StartAgainAsync();
                await Eventually.TrueAsync(
                    () => Task.FromResult(connect.Output.Split("they are tried again for ever").Length > times / 2), Patience, () => $"nothing tells that the brokers are away:\n{connect.Output}");
                await cluster.UpAsync();
            }
            else
                await connect.StartAgainAsync();
        }
        await sending;

        await LedgerAsync(hub, Messages);

        var lines = Ledger(hub).Select(line => line.Split(' ')).ToList();
        Assert.Equal(Messages, lines.Select(line => line[0]).Distinct().Count());
        Assert.Equal(Messages, lines.Select(line => line[1]).Distinct().Count());
        await Parallel.ForEachAsync(lines.Select(line => line[1]).Distinct(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) => await SucceededOnceAsync(hub, id));
        Assert.Equal(Messages, lines.Count);
    }

    private static Dictionary<string, string> Variables(KafkaCluster cluster) => new()
    {
        ["CONNECTORS_KAFKA__BOOTSTRAP_SERVERS"] = cluster.Bootstrap,
        ["CONNECTORS_KAFKA__AUTO_OFFSET_RESET"] = "earliest",
        ["CONNECTORS_KAFKA__ORDER"] = "none",
        ["CONNECTORS_KAFKA__SESSION_TIMEOUT_MS"] = "6000",
    };

    private static async Task SendingAsync(KafkaCluster cluster)
    {
        const int portions = 20;
        for (var portion = 0; portion < portions; portion++)
            await SendAsync(cluster, Messages * portion / portions, Messages * (portion + 1) / portions);
    }

    private static Task SendAsync(KafkaCluster cluster, int from, int to) => Kcat.SendAsync(
        cluster.Bootstrap, "orders", Enumerable.Range(from, to - from).Select(number => $"n{number}"), "-X", "enable.idempotence=true");

    private static string[] Ledger(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static Task LedgerAsync(HubProcess hub, int different) => Eventually.TrueAsync(
        () => Task.FromResult(Ledger(hub).Select(line => line.Split(' ')[0]).Distinct().Count() >= different),
        Patience,
        () => $"the ledger has {Ledger(hub).Select(line => line.Split(' ')[0]).Distinct().Count()} of {different}; the hub printed:\n{hub.Output}");

    private static async Task SucceededOnceAsync(HubProcess hub, string id)
    {
        JsonElement story = default;
        await Eventually.TrueAsync(
            async () =>
            {
                story = JsonSerializer.Deserialize<JsonElement>(await hub.Client.GetStringAsync(new Uri($"async-function/{id}", UriKind.Relative), Cancel));
                return story.GetProperty("state").GetString() == "succeeded";
            },
            Patience,
            () => $"call {id} stands at {story}");
        Assert.Single(story.GetProperty("attempts").EnumerateArray());
    }
}
