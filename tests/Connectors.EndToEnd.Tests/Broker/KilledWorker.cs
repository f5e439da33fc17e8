namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>Workers that end in the middle of a call, one way or the other.</summary>
public sealed class KilledWorker
{
    private const string Patient = """
          patient:
            image: patient
            fprocess: sh -c 'echo "begun $Http_X_Call_Id" >> DIR/runs; while [ ! -e DIR/go ]; do sleep 0.05; done; echo "done $Http_X_Call_Id" >> DIR/runs; cat'
        """;

    [Fact]
    public async Task A_call_whose_worker_is_killed_is_completed_by_another()
    {
        await using var hub = await BrokerHub.StartAsync(Patient);
        var first = await hub.StartWorkerAsync("first");
        var id = await hub.CallAsync("patient", "hello");
        await hub.LinesAsync("runs", $"begun {id}", 1);
        await hub.StartWorkerAsync("second");

        await first.KillAsync();
        await hub.LinesAsync("runs", $"begun {id}", 2);
        hub.Allow("go");

        var story = await hub.StoryAsync(id, "succeeded");
        Assert.Equal([(1, true, "first"), (2, false, "second")], story.Attempts.Select(attempt => (attempt.Number, attempt.IsLost, attempt.Worker)));
        Assert.Equal(200, story.Attempts[1].Status);
        Assert.Equal("hello", await hub.Gateway.Client.GetStringAsync($"async-function/{id}/result"));
        Assert.Equal(2, hub.Lines("runs").Count(line => line == $"begun {id}"));
    }
}
