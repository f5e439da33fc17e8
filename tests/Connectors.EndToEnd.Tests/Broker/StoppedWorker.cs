namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>Workers that are told to stop in the middle of calls.</summary>
public sealed class StoppedWorker
{
    // A lease that ran out would end no test in time: what goes on at once was given back.
    private const string LongAckWait = "10m";

    private const string Functions = """
          short:
            image: short
            fprocess: sh -c 'echo "begun $Http_X_Call_Id" >> DIR/runs; while [ ! -e DIR/short-go ]; do sleep 0.05; done; echo "done $Http_X_Call_Id" >> DIR/runs'
          long:
            image: long
            fprocess: sh -c 'echo "begun $Http_X_Call_Id" >> DIR/runs; while [ ! -e DIR/long-go ]; do sleep 0.05; done; echo "done $Http_X_Call_Id" >> DIR/runs'
        """;

    [Fact]
    public async Task What_ends_within_the_grace_period_is_finished_and_what_does_not_is_given_back()
    {
        await using var hub = await BrokerHub.StartAsync(Functions, LongAckWait);
        var leaving = await hub.StartWorkerAsync("leaving", new Dictionary<string, string> { ["CONNECTORS_WORKER__GRACE_PERIOD"] = "3s" });
        var (soon, late) = (await hub.CallAsync("short", "1"), await hub.CallAsync("long", "2"));
        await hub.LinesAsync("runs", $"begun {soon}", 1);
        await hub.LinesAsync("runs", $"begun {late}", 1);
        await hub.StartWorkerAsync("staying");

        var ending = leaving.TerminateAsync();
        hub.Allow("short-go");
        Assert.Equal(0, await ending);
        var finished = await hub.StoryAsync(soon, "succeeded");
        Assert.Equal((1, 200, "leaving"), (finished.Attempts.Single().Number, finished.Attempts[0].Status, finished.Attempts[0].Worker));
        Assert.Single(hub.Lines("runs"), line => line == $"begun {soon}");

        await hub.LinesAsync("runs", $"begun {late}", 2);
        hub.Allow("long-go");
        var moved = await hub.StoryAsync(late, "succeeded");
        Assert.Equal((1, 200, "staying"), (moved.Attempts.Single().Number, moved.Attempts[0].Status, moved.Attempts[0].Worker));
    }

    [Fact]
    public async Task A_worker_that_waits_for_its_gateway_stops_when_told()
    {
        await using var server = await TestServers.Nats.NatsServer.StartAsync();
        using var data = new TestServers.TempDirectory("worker");
        await using var worker = new ProgramProcess(["worker", "--nats", server.Url, "--gateway", "http://127.0.0.1:9/", "--data", data.Path]);
        await worker.StartAsync("does not tell its functions");

        Assert.Equal(0, await worker.TerminateAsync());
        Assert.DoesNotContain("Unhandled", worker.Output, StringComparison.Ordinal);
    }
}
