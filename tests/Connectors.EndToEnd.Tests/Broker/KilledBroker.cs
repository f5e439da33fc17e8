using System.Net;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>The nats-server itself is killed, or hangs.</summary>
public sealed class KilledBroker
{
    private const string Functions = """
          echo:
            image: echo
            fprocess: cat
          ledger:
            image: ledger
            fprocess: sh -c 'echo "$Http_X_Call_Id" >> DIR/ledger'
        """;

    [Fact]
    public async Task No_accepted_call_is_lost_and_no_key_forgotten_though_the_server_is_killed_under_load()
    {
        await using var hub = await BrokerHub.StartAsync(Functions, "5s");
        await hub.StartWorkerAsync("worker");
        var before = await hub.CallAsync("ledger", "1", ("Idempotency-Key", "before"));
        await hub.StoryAsync(before, "succeeded");

        await using var load = new SteadyLoad(hub, ["echo"], 5, TimeSpan.FromMilliseconds(10));
        await ReachedAsync(() => load.Accepted.Count >= 600);
        await hub.Server.KillAsync();
        await ReachedAsync(() => load.Refused >= 300);
        await hub.Server.StartAgainAsync();
        var until = load.Accepted.Count + 300;
        await ReachedAsync(() => load.Accepted.Count >= until);
        await load.EndAsync();

        Assert.True(load.Surprises.Count == 0, load.ToString());
        await Parallel.ForEachAsync(load.Accepted, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) => await hub.StoryAsync(id, "succeeded"));
        using var again = await hub.PostAsync("ledger", "1", ("Idempotency-Key", "before"));
        Assert.Equal((HttpStatusCode.Accepted, "true", before), (again.StatusCode, string.Concat(again.Headers.GetValues("X-Duplicate")), BrokerHub.IdOf(again)));
        var after = await hub.CallAsync("ledger", "2");
        await hub.StoryAsync(after, "succeeded");
        Assert.Equal([before, after], hub.Lines("ledger"));

        Task ReachedAsync(Func<bool> reached) => Eventually.TrueAsync(() => Task.FromResult(reached()), BrokerHub.Soon, () => $"{load}\n{hub.Output}");
    }

    [Fact]
    public async Task Who_is_refused_by_a_server_that_hangs_repeats_it_and_it_runs_once()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        await hub.StartWorkerAsync("worker");
        await hub.StoryAsync(await hub.CallAsync("echo", "before"), "succeeded");
        hub.Server.Freeze();
        using var refused = await hub.PostAsync("ledger", "1", ("Idempotency-Key", "in between"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        hub.Server.Thaw();

        var id = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await hub.PostAsync("ledger", "1", ("Idempotency-Key", "in between"));
                id = again.IsSuccessStatusCode ? BrokerHub.IdOf(again) : "";
                return again.IsSuccessStatusCode;
            },
            BrokerHub.Soon,
            () => $"it is not accepted; {hub.Output}");
        await hub.StoryAsync(id, "succeeded");
        var after = await hub.CallAsync("ledger", "2");
        await hub.StoryAsync(after, "succeeded");
        Assert.Equal([id, after], hub.Lines("ledger"));
    }
}
