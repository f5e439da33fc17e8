using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Connectors.TestServers.Nats;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>A gateway that is killed while it takes calls in; callers that heard nothing say the same again, with the same key.</summary>
public sealed class KilledGateway
{
    private const int Kills = 2;
    private const int Keys = 600;

    private const string Ledger = """
          ledger:
            image: ledger
            fprocess: sh -c 'read number; echo "$number $Http_X_Call_Id" >> DIR/ledger'
        """;

    [Theory]
    [InlineData("PUB $KV.connectors-dedup.")] // The key is remembered, its call is not stored.
    [InlineData("PUB connectors.call.")] // The call is stored, nobody was told.
    public async Task A_call_that_nobody_was_told_of_runs_once_when_it_is_repeated(string lastSaid)
    {
        var server = await NatsServer.StartAsync();
        await using var way = new BrokerWay(server.Port);
        await using var hub = await BrokerHub.StartAsync(Ledger, server: server, nats: way.Url);
        var closed = way.CloseAfterAsync(lastSaid);
        var asked = hub.PostAsync("ledger", "1", ("Idempotency-Key", "order 1"));
        await closed;
        await hub.Gateway.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);

        way.Open();
        await hub.Gateway.StartAgainAsync();
        using var again = await hub.PostAsync("ledger", "1", ("Idempotency-Key", "order 1"));
        Assert.Equal((HttpStatusCode.Accepted, "true"), (again.StatusCode, string.Concat(again.Headers.GetValues("X-Duplicate"))));
        await hub.StartWorkerAsync("worker");
        await hub.StoryAsync(BrokerHub.IdOf(again), "succeeded");
        // Whatever came before it has run when this one has.
        await hub.StoryAsync(await hub.CallAsync("ledger", "2"), "succeeded");
        Assert.Equal($"1 {BrokerHub.IdOf(again)}", Assert.Single(hub.Lines("ledger"), line => line.StartsWith('1')));
    }

    [Fact]
    public async Task Every_key_runs_once_though_the_gateway_is_killed_under_load()
    {
        await using var hub = await BrokerHub.StartAsync(Ledger);
        var ids = new ConcurrentDictionary<int, string>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var enough = Keys * kill / (Kills + 1);
            var (reached, killed) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var posting = PostMissingAsync(hub, ids, async () =>
            {
                // With what is on its way now it is killed; the rest finds it away, however quick it is.
                if (ids.Count < enough)
                    return;
                reached.TrySetResult();
                await killed.Task;
            });
            await reached.Task.WaitAsync(BrokerHub.Soon);
            await hub.Gateway.KillAsync();
            killed.SetResult();
            await posting;
            Assert.InRange(ids.Count, enough, Keys - 1);
            await hub.Gateway.StartAgainAsync();
        }
        await PostMissingAsync(hub, ids, () => Task.CompletedTask);
        Assert.Equal(Keys, ids.Count);

        await hub.StartWorkerAsync("worker");
        await Parallel.ForEachAsync(ids.Values, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) => await hub.StoryAsync(id, "succeeded"));
        Assert.Equal(ids.Select(call => $"{call.Key} {call.Value}").Order(), hub.Lines("ledger").Order());
    }

    // As a caller would: what was not accepted is asked for again, and nothing is learnt of what the gateway took in without an answer.
    private static Task PostMissingAsync(BrokerHub hub, ConcurrentDictionary<int, string> ids, Func<Task> beforeEach) => Parallel.ForEachAsync(
        Enumerable.Range(0, Keys).Where(key => !ids.ContainsKey(key)),
        new ParallelOptions { MaxDegreeOfParallelism = 64 },
        async (key, _) =>
        {
            await beforeEach();
            try
            {
                var number = key.ToString(CultureInfo.InvariantCulture);
                ids[key] = await hub.CallAsync("ledger", number, ("Idempotency-Key", number));
            }
            catch (HttpRequestException)
            {
                // The gateway is away.
            }
        });
}
