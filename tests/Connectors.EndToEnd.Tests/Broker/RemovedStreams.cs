using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>An operator removes streams under a running hub.</summary>
public sealed class RemovedStreams
{
    private const string Functions = """
          echo:
            image: echo
            fprocess: cat
        """;

    // The queue's own, then all others at once.
    private static readonly string[][] Removals =
    [
        ["OF_faas-request"],
        [
            "CONNECTORS_DELAYED", "CONNECTORS_CALLBACKS", "CONNECTORS_RECORDS", "CONNECTORS_RESULTS", "CONNECTORS_DEAD",
            "KV_connectors-dedup", "KV_connectors-control", "OBJ_connectors-bodies", "OBJ_connectors-results",
        ],
    ];

    [Fact]
    public async Task A_removed_stream_is_made_again_and_said_loudly_and_calls_go_on()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        await using var target = new CallbackTarget(200);
        var first = await hub.StartWorkerAsync("first");
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = hub.Server.Url, ConnectTimeout = TimeSpan.FromSeconds(30) });
        var broker = new NatsJSContext(connection);
        var key = 0;
        await CallAsync();
        foreach (var removal in Removals)
        {
            foreach (var stream in removal)
                Assert.True(await broker.DeleteStreamAsync(stream));
            foreach (var stream in removal)
                await MissedAsync(hub, stream);
            await CallAsync();
        }

        // Nor has anybody who comes later missed what was in them.
        Assert.Equal(0, await first.TerminateAsync());
        await hub.StartWorkerAsync("second");
        await CallAsync();

        async Task CallAsync()
        {
            key++;
            var id = "";
            await Eventually.TrueAsync(
                async () =>
                {
                    using var answer = await hub.PostAsync("echo", "hello", ("Idempotency-Key", $"key {key}"), ("X-Callback-Url", target.Url), ("X-Delay", "1s"));
                    id = answer.Headers.TryGetValues("X-Call-Id", out var ids) ? ids.Single() : "";
                    return answer.IsSuccessStatusCode;
                },
                BrokerHub.Soon,
                () => $"call {key} is not accepted; {hub.Output}");
            await hub.StoryAsync(id, "succeeded");
            await Eventually.TrueAsync(() => Task.FromResult(target.Paths.Count >= key), BrokerHub.Soon, () => $"{target.Paths.Count} callbacks of {key}; {hub.Output}");
        }
    }

    private static Task MissedAsync(BrokerHub hub, string stream) => Eventually.TrueAsync(
        () => Task.FromResult(hub.Output.Split('\n').Any(line => line.Contains("fail: ", StringComparison.Ordinal) && line.Contains($"stream {stream} is gone", StringComparison.Ordinal))),
        BrokerHub.Soon,
        () => $"nobody misses {stream}; {hub.Output}");
}
