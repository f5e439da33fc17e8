namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>Workers come and go while calls of several queues arrive.</summary>
public sealed class ChangingWorkers
{
    private const string Functions = """
          one:
            image: one
            fprocess: sh -c 'echo "$Http_X_Call_Id" >> DIR/ledger'
          two:
            image: two
            fprocess: sh -c 'echo "$Http_X_Call_Id" >> DIR/ledger'
            annotations:
              com.openfaas.queue: second queue
          three:
            image: three
            fprocess: sh -c 'echo "$Http_X_Call_Id" >> DIR/ledger'
            annotations:
              com.openfaas.queue: third
        """;

    [Fact]
    public async Task No_call_is_lost_and_none_runs_twice_that_was_not_lost_with_its_worker()
    {
        await using var hub = await BrokerHub.StartAsync(Functions);
        await using var load = new SteadyLoad(hub, ["one", "two", "three"], 1, TimeSpan.FromMilliseconds(40));
        var present = new Queue<WorkerProcess>();
        for (var change = 0; change < 6; change++)
        {
            present.Enqueue(await hub.StartWorkerAsync($"worker {change}", change == 2 ? OnlyThird : null));
            if (present.Count <= 2)
                continue;
            var leaving = present.Dequeue();
            if (change == 4)
                await leaving.KillAsync();
            else
                Assert.Equal(0, await leaving.TerminateAsync());
        }
        await load.EndAsync();
        Assert.True(load is { Refused: 0, Surprises.Count: 0 }, $"{load}\n{hub.Output}");

        await Parallel.ForEachAsync(load.Accepted, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) => await hub.StoryAsync(id, "succeeded"));
        var runs = hub.Lines("ledger").CountBy(id => id).ToDictionary();
        foreach (var id in load.Accepted)
        {
            var story = await hub.StoryAsync(id);
            Assert.Single(story.Attempts, attempt => attempt.Status == 200);
            Assert.True(runs[id] <= 1 + story.Attempts.Count(attempt => attempt.IsLost), $"{runs[id]} runs of {story}");
        }
    }

    private static IReadOnlyDictionary<string, string> OnlyThird => new Dictionary<string, string> { ["CONNECTORS_WORKER__QUEUE"] = "third" };
}
