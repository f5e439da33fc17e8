using System.Net;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>The nats-server itself is killed.</summary>
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
}
