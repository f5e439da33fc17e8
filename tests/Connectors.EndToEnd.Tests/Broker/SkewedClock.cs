using System.Globalization;
using System.Net.Http.Json;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>A worker whose clock is hours ahead of everybody else's.</summary>
public sealed class SkewedClock
{
    private static readonly IReadOnlyDictionary<string, string> Ahead = new Dictionary<string, string>
    {
        // The loader puts the machine's own library directory for $LIB.
        ["LD_PRELOAD"] = "/usr/$LIB/faketime/libfaketimeMT.so.1",
        ["FAKETIME"] = "+2h",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    private const string Functions = """
          stamp:
            image: stamp
            fprocess: sh -c 'echo "$Http_X_Call_Id $(date +%s%3N)" >> DIR/stamps'
          second-time:
            image: second-time
            fprocess: sh -c 'echo "$Http_X_Call_Id $(date +%s%3N)" >> DIR/tries; [ "$Http_X_Retry" != 0 ]'
            annotations:
              com.openfaas.retry.min_wait: 3s
          patient:
            image: patient
            fprocess: sh -c 'echo "begun $Http_X_Call_Id" >> DIR/runs; while [ ! -e DIR/go ]; do sleep 0.05; done'
          away:
            image: away
            fprocess: cat
            annotations:
              com.openfaas.retry.min_wait: 1s
              com.openfaas.retry.max_wait: 1s
        """;

    [Fact]
    public async Task Nothing_runs_early_and_no_lease_is_lost()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        var ahead = await AheadAsync(hub);
        var held = await hub.CallAsync("patient", "1");
        await hub.LinesAsync("runs", $"begun {held}", 1);
        var repeated = await hub.CallAsync("second-time", "1");
        await hub.LinesAsync("tries", repeated, 1);
        var delayed = new List<(string Id, long Due)>();
        for (var call = 0; call < 6; call++)
        {
            var due = TimeProvider.System.GetUtcNow().AddSeconds(3).ToUnixTimeMilliseconds();
            delayed.Add((await hub.CallAsync("stamp", "1", ("X-Delay", "3s")), due));
        }
        await hub.StartWorkerAsync("true");

        foreach (var (id, due) in delayed)
        {
            var story = await hub.StoryAsync(id, "succeeded");
            Assert.InRange(story.Attempts.Single().StartedAt - story.AcceptedAt, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1));
            Assert.InRange(Stamps(hub, "stamps", id).Single(), due, long.MaxValue);
        }
        Assert.Equal([500, 200], (await hub.StoryAsync(repeated, "succeeded")).Attempts.Select(attempt => attempt.Status));
        var tries = Stamps(hub, "tries", repeated);
        Assert.InRange(tries[1] - tries[0], 3000, long.MaxValue);
        // By now it has been held for longer than the time after which a lease that nobody renews is lost.
        hub.Allow("go");
        Assert.Equal([("ahead", 200)], (await hub.StoryAsync(held, "succeeded")).Attempts.Select(attempt => (attempt.Worker, attempt.Status)));
        Assert.Equal(0, await ahead.TerminateAsync());
    }

    [Fact]
    public async Task A_call_that_could_not_reach_its_function_for_a_while_is_not_given_up_early()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        var first = await hub.StartWorkerAsync("true");
        await ScaleAsync(hub, 0);
        var id = await hub.CallAsync("away", "1");
        await AttemptedByAsync(hub, id, "true");
        Assert.Equal(0, await first.TerminateAsync());
        await AheadAsync(hub);
        await AttemptedByAsync(hub, id, "ahead");
        await ScaleAsync(hub, 1);
        await hub.StoryAsync(id, "succeeded");
    }

    private static async Task<WorkerProcess> AheadAsync(BrokerHub hub)
    {
        var ahead = await hub.StartWorkerAsync("ahead", Ahead);
        // Or its clock is not ahead at all and the test shows nothing.
        Assert.True(ahead.Output.Contains("clock differs from the NATS server's", StringComparison.Ordinal), $"install Debian's libfaketime; {ahead.Output}");
        return ahead;
    }

    private static async Task ScaleAsync(BrokerHub hub, int replicas)
    {
        using var answer = await hub.Gateway.Client.SendAsync(
            hub.Gateway.WithCredentials(HttpMethod.Post, "system/scale-function/away", JsonContent.Create(new { serviceName = "away", replicas })));
        answer.EnsureSuccessStatusCode();
    }

    private static Task AttemptedByAsync(BrokerHub hub, string id, string worker) => Eventually.TrueAsync(
        async () => (await hub.StoryAsync(id)).Attempts.Any(attempt => attempt.Worker == worker && attempt.Status is not null), BrokerHub.Soon, () => $"{worker} does not try; {hub.Output}");

    private static long[] Stamps(BrokerHub hub, string file, string id) =>
        [.. hub.Lines(file).Select(line => line.Split(' ')).Where(parts => parts[0] == id).Select(parts => long.Parse(parts[1], CultureInfo.InvariantCulture))];
}
