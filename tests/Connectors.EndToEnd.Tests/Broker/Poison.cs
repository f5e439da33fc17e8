using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>What makes every worker fail that touches it.</summary>
public sealed class Poison
{
    private const string Functions = """
          echo:
            image: echo
            fprocess: cat
          deadly:
            image: deadly
            fprocess: sh -c 'echo "begun $Http_X_Call_Id" >> DIR/runs; sleep 60'
            annotations:
              com.openfaas.retry.attempts: "3"
        """;

    [Fact]
    public async Task A_call_that_kills_its_workers_becomes_a_dead_letter_after_its_attempts()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        var victim = await hub.StartWorkerAsync("worker 1");
        var id = await hub.CallAsync("deadly", "1");
        for (var kill = 1; kill <= 3; kill++)
        {
            await hub.LinesAsync("runs", $"begun {id}", kill);
            var next = await hub.StartWorkerAsync($"worker {kill + 1}");
            await victim.KillAsync();
            victim = next;
        }
        var story = await hub.StoryAsync(id, "dead");
        Assert.Equal([(1, true, "worker 1"), (2, true, "worker 2"), (3, true, "worker 3")], story.Attempts.Select(attempt => (attempt.Number, attempt.IsLost, attempt.Worker)));
        Assert.Equal(3, hub.Lines("runs").Length);
        await hub.StoryAsync(await hub.CallAsync("echo", "well"), "succeeded");
    }

    [Fact]
    public async Task Garbage_in_the_streams_is_removed_and_told_of_and_stops_nobody()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        await hub.StartWorkerAsync("worker");
        await hub.StoryAsync(await hub.CallAsync("echo", "first"), "succeeded");
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = hub.Server.Url, ConnectTimeout = TimeSpan.FromSeconds(30) });
        var broker = new NatsJSContext(connection);
        foreach (var subject in Subjects)
        {
            foreach (var headers in Garbage)
                (await broker.PublishAsync(subject + Guid.NewGuid(), "\0garbage"u8.ToArray(), headers: headers)).EnsureSuccess();
        }
        await hub.StoryAsync(await hub.CallAsync("echo", "second"), "succeeded");
        foreach (var stream in new[] { "OF_faas-request", "CONNECTORS_DELAYED", "CONNECTORS_CALLBACKS" })
            await EmptyAsync(hub, broker, stream);
        await hub.StoryAsync(await hub.CallAsync("echo", "third"), "succeeded");
        Assert.Contains("connectors.call.faas-request.openfaas-fn.echo", string.Join('\n', hub.Output.Split('\n').Where(line => line.Contains("fail: ", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Subjects =>
    [
        "connectors.call.faas-request.openfaas-fn.echo.",
        "connectors.delay.faas-request.openfaas-fn.echo.",
        "connectors.delay.faas-request.NO.FUNCTION.",
        "connectors.delay.",
        "connectors.callback.faas-request.openfaas-fn.echo.host.",
        "connectors.callback.",
    ];

    private static IEnumerable<NatsHeaders?> Garbage =>
    [
        null,
        new NatsHeaders { ["Connectors-Accepted"] = "1", ["Connectors-Header"] = "no colon" },
        new NatsHeaders { ["Connectors-Accepted"] = "1", ["Connectors-Callback"] = "no address" },
        new NatsHeaders { ["Connectors-Accepted"] = "9223372036854775807" },
        new NatsHeaders { ["Connectors-Accepted"] = "1", ["Connectors-Due"] = "9223372036854775807" },
        new NatsHeaders { ["Connectors-Accepted"] = "1", ["Connectors-Call"] = "1", ["Connectors-Run"] = "9223372036854775807", ["Connectors-Callback"] = "http://" },
    ];

    private static Task EmptyAsync(BrokerHub hub, NatsJSContext broker, string stream)
    {
        var left = 0L;
        return Eventually.TrueAsync(
            async () => (left = (await broker.GetStreamAsync(stream)).Info.State.Messages) == 0, BrokerHub.Soon, () => $"{left} messages are left in {stream}; {hub.Output}");
    }
}
