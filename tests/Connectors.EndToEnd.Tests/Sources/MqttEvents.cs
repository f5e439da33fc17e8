using System.Globalization;
using System.Text.Json;
using Connectors.TestServers;
using Connectors.TestServers.Mqtt;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Messages of a real MQTT server, through the whole program, to functions.</summary>
public sealed class MqttEvents
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
              topic: orders/#, mqtt:orders/+
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // 10,000 is the length that was asked for; less is enough to notice a break.
    private static readonly int Messages =
        Environment.GetEnvironmentVariable("CONNECTORS_TEST_MQTT_MESSAGES") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 1500;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_message_is_missed_while_the_hub_is_killed_and_the_server_restarted()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var hub = await HubProcess.StartAsAsync("up", Stack, Variables(server));
        await ListensAsync(hub);
        for (var part = 0; part < 5; part++)
        {
            var publishing = PublishAsync(server, part * Messages / 5, (part + 1) * Messages / 5);
            await GrowsAsync(hub);
            if (part is 1 or 3)
            {
                await publishing;
                await server.StopAsync();
                await server.StartAgainAsync();
            }
            await hub.KillAsync();
            await publishing;
            await hub.StartAgainAsync();
        }

        await LedgerAsync(hub, Messages);
        Assert.Equal(Numbers(0, Messages).Order(StringComparer.Ordinal), Ledger(hub).Distinct().Order(StringComparer.Ordinal));
        Assert.True(await Succeeded.CountAsync(hub) >= Messages);
    }

    [Fact]
    public async Task A_message_that_bears_an_id_runs_once_however_often_it_comes()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var hub = await HubProcess.StartAsAsync("up", Stack, Variables(server));
        await ListensAsync(hub);
        for (var number = 0; number < 30; number++)
        {
            if (number == 15)
            {
                await hub.KillAsync();
                await hub.StartAgainAsync();
            }
            for (var again = 0; again < 2; again++)
                await MosquittoPublisher.PublishAsync(server.Port, Line(number), "-t", "orders/ids", "-q", "1", "-V", "mqttv5", "-D", "publish", "user-property", "id", $"id-{number}");
        }

        await LedgerAsync(hub, 30);
        Assert.Equal(30, await Succeeded.CountAsync(hub));
    }

    [Fact]
    public async Task Several_brokers_leave_topics_without_a_connector_to_nobody_and_say_so()
    {
        await using var hub = await HubProcess.StartAsAsync("up", Stack, new Dictionary<string, string>
        {
            ["CONNECTORS_MQTT__URL"] = $"mqtt://127.0.0.1:{LoopbackPorts.Take()}",
            ["CONNECTORS_NATS__URL"] = $"nats://127.0.0.1:{LoopbackPorts.Take()}",
        });

        using var topics = JsonDocument.Parse(await TopicsAsync(hub));

        var told = topics.RootElement.GetProperty("subscribers")[0].GetProperty("topics").EnumerateArray()
            .ToDictionary(topic => topic.GetProperty("topic").GetString()!, topic => string.Join(',', topic.GetProperty("connectors").EnumerateArray().Select(name => name.GetString())));
        Assert.DoesNotContain("mqtt", told["orders/#"], StringComparison.Ordinal);
        Assert.Equal("mqtt", told["mqtt:orders/+"]);
        Assert.Contains("mqtt and nats are configured, so topics that name no connector are not mqtt's", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_broker_serves_its_own_users_and_the_hub_listens_to_it()
    {
        var port = LoopbackPorts.Take();
        await using var hub = await HubProcess.StartAsync(Stack, "--mqtt-broker", $"127.0.0.1:{port}");
        string[] login = ["-t", "orders/own", "-q", "1", "-u", "admin", "-P", hub.Secret("basic-auth-password")];
        await ListensAsync(hub);
        foreach (var wrong in new[] { login[..4], [.. login[..^1], "wrong"] })
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => MosquittoPublisher.PublishAsync(port, Line(0), wrong));
            Assert.Contains("bad user name or password", refused.Message, StringComparison.Ordinal);
        }

        await MosquittoPublisher.PublishLinesAsync(port, Numbers(0, 200), login);

        await LedgerAsync(hub, 200);
        Assert.Equal(200, Ledger(hub).Length);
    }

    [Theory]
    [InlineData("connect mqtt", "", "mqtt.url says no server")]
    [InlineData("connect mqtt", "mqtts://127.0.0.1:1", "mqtt.tls-ca-file cannot be used")]
    [InlineData("up", "mqtts://127.0.0.1:1", "mqtt.tls-ca-file cannot be used")]
    public async Task What_the_connector_cannot_start_with_is_told_at_start(string command, string url, string sentence)
    {
        var variables = new Dictionary<string, string> { ["CONNECTORS_MQTT__TLS_CA_FILE"] = "/no/such/file" };
        if (url.Length > 0)
            variables["CONNECTORS_MQTT__URL"] = url;

        var (code, output) = await ConnectorsProgram.RunAsync(variables, command.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connector_apart_brings_messages_to_the_gateway_and_misses_none_when_it_is_killed()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var hub = await HubProcess.StartAsAsync("gateway", Stack);
        await using var connect = new ProgramProcess(["connect", "mqtt", "--data", hub.Data, "--gateway", hub.Gateway.ToString()], Variables(server));
        await connect.StartAsync("Listening to orders/#");
        await PublishAsync(server, 0, 100);
        await Eventually.TrueAsync(() => Task.FromResult(Ledger(hub).Length > 0), Deadline, () => $"nothing arrives; {hub.Output} {connect.Output}");

        await connect.KillAsync();
        await PublishAsync(server, 100, 200);
        await connect.StartAsync("Listening to orders/#");

        await LedgerAsync(hub, 200);
        Assert.Equal(0, await connect.TerminateAsync());
    }

    private static Dictionary<string, string> Variables(MosquittoServer server) => new() { ["CONNECTORS_MQTT__URL"] = server.Url, ["CONNECTORS_MQTT__CLIENT_ID"] = "hub" };

    private static byte[] Line(int number) => System.Text.Encoding.ASCII.GetBytes($"n{number}\n");

    private static IEnumerable<string> Numbers(int from, int to) => Enumerable.Range(from, to - from).Select(number => $"n{number}");

    private static Task PublishAsync(MosquittoServer server, int from, int to) =>
        MosquittoPublisher.PublishLinesAsync(server.Port, Numbers(from, to), "-t", "orders/numbers", "-q", "1");

    // Before it listens for the first time there is no session that could keep anything.
    private static Task ListensAsync(HubProcess hub) => Eventually.TrueAsync(
        () => Task.FromResult(hub.Output.Contains("Listening to orders/#", StringComparison.Ordinal)), Deadline, () => $"it does not listen; {hub.Output}");

    private static async Task GrowsAsync(HubProcess hub)
    {
        var before = Ledger(hub).Length;
        await Eventually.TrueAsync(() => Task.FromResult(Ledger(hub).Length > before), Deadline, () => $"nothing arrives; {hub.Output}");
    }

    private static async Task<string> TopicsAsync(HubProcess hub)
    {
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/topics"), Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static string[] Ledger(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        // One whose hub was killed while it was handed its number may have read nothing.
        return File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => line.Length > 0)] : [];
    }

    private static Task LedgerAsync(HubProcess hub, int different) => Eventually.TrueAsync(
        async () => Ledger(hub).Distinct().Count() >= different && await Succeeded.CountAsync(hub) >= different,
        Deadline,
        () => $"the ledger has {Ledger(hub).Distinct().Count()} of {different}; the hub printed:\n{hub.Output}");
}
