namespace Connectors.Cli.Tests.Operating;

/// <summary>Redriving, purging, cancelling, pausing.</summary>
public sealed class QueueChangesTests : QueueCommandRig
{
    [Fact]
    public async Task Many_are_redriven_in_portions_and_no_more_than_there_were()
    {
        Gateway.On("POST /system/queues/faas-request/redrive?limit=200", 200, """{"count":200}""").On("POST /system/queues/faas-request/redrive?limit=50", 200, """{"count":50}""");
        Assert.Equal(0, await RunAsync("redrive", "faas-request", "--all"));
        Assert.Equal("450 dead letters redriven.\n", Error.ToString());
        Assert.Equal(2, Gateway.Asked.Count(asked => asked.EndsWith("limit=200", StringComparison.Ordinal)));
        Assert.Single(Gateway.Asked, asked => asked.EndsWith("limit=50", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_function_in_one_namespace_is_counted_by_itself()
    {
        Gateway.On("POST /system/queues/faas-request/redrive?function=shout.openfaas-fn&limit=5", 200, """{"count":4}""");
        Assert.Equal(0, await RunAsync("redrive", "faas-request", "--function", "shout.openfaas-fn"));
        Assert.Equal("4 dead letters redriven.\n", Error.ToString());
        Assert.Equal(0, await RunAsync("redrive", "faas-request", "--function", "shout.openfaas-fn", "--output", "json"));
        Assert.Equal("""{"count":4}""" + "\n", Output.ToString());
    }

    [Theory]
    [InlineData("purge faas-request --all")]
    [InlineData("purge faas-request c1")]
    [InlineData("cancel-all faas-request --function shout")]
    public async Task What_cannot_be_undone_is_not_done_unasked(string line)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.Contains("add --yes", Error.ToString());
        Assert.Equal(1, await RunAsync(Asking("n"), line.Split(' ')));
        Assert.Contains("nothing was done", Error.ToString());
        Assert.All(Gateway.Asked, asked => Assert.StartsWith("GET ", asked));
    }

    [Theory]
    [InlineData("y", "purge", "faas-request", "c1")]
    [InlineData("", "purge", "faas-request", "c1", "--yes")]
    public async Task A_purge_that_is_meant_is_done(string answer, params string[] arguments)
    {
        Gateway.On("DELETE /system/queues/faas-request/dead-letters/c1", 202, "");
        Assert.Equal(0, await RunAsync(Asking(answer), arguments));
        Assert.Contains("1 dead letter purged.", Error.ToString());
    }

    [Fact]
    public async Task Calls_are_cancelled_and_queues_paused()
    {
        Gateway.On("DELETE /system/queues/faas-request/invocations?function=shout&limit=6", 200, """{"count":5}""").On("DELETE /async-function/c1", 202, "")
            .On("POST /system/queues/slow/resume", 202, "").On("POST /system/queues/faas-request/pause?function=shout", 202, "");
        Assert.Equal(0, await RunAsync("cancel-all", "faas-request", "--function", "shout", "--yes"));
        Assert.Equal(0, await RunAsync("cancel", "c1"));
        Assert.Equal(0, await RunAsync("resume", "slow"));
        Assert.Equal(0, await RunAsync("pause", "faas-request", "--function", "shout"));
        Assert.Equal("5 calls cancelled.\nCall c1 is cancelled.\nQueue slow goes on.\nFunction shout is paused on queue faas-request.\n", Error.ToString());
    }

    [Fact]
    public async Task On_a_terminal_many_are_done_under_a_bar()
    {
        Gateway.On("POST /system/queues/faas-request/redrive?limit=200", 200, """{"count":200}""").On("POST /system/queues/faas-request/redrive?limit=50", 200, """{"count":50}""");
        Assert.Equal(0, await RunAsync(Surroundings() with { IsTerminal = true }, "redrive", "faas-request", "--all"));
        Assert.Contains("450 dead letters redriven.\n", Error.ToString());
    }
}
