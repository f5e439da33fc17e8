namespace Connectors.Cli.Tests.Operating;

/// <summary>What is typed wrongly, or asked of what is not there.</summary>
public sealed class QueueSlipsTests : QueueCommandRig
{
    [Theory]
    [InlineData("call nothing", "there is no call 'nothing'")]
    [InlineData("cancel nothing", "there is no call 'nothing'")]
    [InlineData("call c1 --result", "has no result yet")]
    [InlineData("redrive slow nothing", "queue slow has no dead letter nothing")]
    public async Task What_is_not_there_is_named(string line, string sentence)
    {
        Gateway.On("GET /async-function/c1/result", 404, "call c1 has no result yet")
            .On("POST /system/queues/slow/dead-letters/nothing/redrive", 404, "queue slow has no dead letter nothing");
        Assert.Equal(1, await RunAsync(line.Split(' ')));
        Assert.Contains(sentence, Error.ToString());
    }

    [Theory]
    [InlineData("redrive faas-request", "redrive")]
    [InlineData("purge faas-request --yes", "purge")]
    [InlineData("cancel-all faas-request --yes", "cancel")]
    [InlineData("resume faas-request", "resume")]
    public async Task A_function_that_nobody_knows_is_refused(string line, string what)
    {
        Gateway.On("GET /system/function/nosuch", 404, "function nosuch not found");
        Assert.Equal(1, await RunAsync([.. line.Split(' '), "--function", "nosuch"]));
        Assert.Contains($"function nosuch not found, so there is nothing to {what}", Error.ToString());
        Assert.All(Gateway.Asked, asked => Assert.StartsWith("GET ", asked));
    }

    [Fact]
    public async Task What_the_queue_holds_of_a_removed_function_can_be_handled()
    {
        Gateway.On("GET /system/function/shout.team", 404, "function shout.team not found")
            .On("DELETE /system/queues/faas-request/dead-letters?function=shout.team&limit=200", 200, """{"count":45}""")
            .On("POST /system/queues/faas-request/resume?function=shout.team", 202, "");
        Assert.Equal(0, await RunAsync("purge", "faas-request", "--function", "shout.team", "--yes"));
        Assert.Equal(0, await RunAsync("cancel-all", "faas-request", "--function", "shout.team"));
        Assert.Equal(0, await RunAsync("resume", "faas-request", "--function", "shout.team"));
        Assert.Equal("45 dead letters purged.\n0 calls cancelled.\nFunction shout.team goes on, on queue faas-request.\n", Error.ToString());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task A_function_without_calls_that_is_deployed_or_may_be_is_no_slip(int status)
    {
        Gateway.On("GET /system/function/idle", status, "{}");
        Assert.Equal(0, await RunAsync("purge", "faas-request", "--function", "idle", "--yes"));
        Assert.Equal("0 dead letters purged.\n", Error.ToString());
    }

    [Theory]
    [InlineData("redrive faas-request", "a call id, --function, or --all")]
    [InlineData("redrive faas-request c1 --all", "one of them")]
    [InlineData("cancel-all faas-request", "--function or --all")]
    [InlineData("invocations slow --all --limit 3", "--all goes with neither")]
    [InlineData("invocations slow --state sleeping", "sleeping")]
    [InlineData("list --output xml", "xml")]
    [InlineData("list --user me", "go together")]
    [InlineData("list --user me --password-stdin", "no password on standard input")]
    [InlineData("list --gateway ftp://x", "is not a URL")]
    public async Task What_was_typed_wrongly_is_a_usage_error(string line, string sentence)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.Contains(sentence, Error.ToString() + Output);
    }

    [Theory]
    [InlineData("connectors queue list", "list", "--ouput", "json")]
    [InlineData("connectors queue show", "show")]
    [InlineData("connectors queue invocations", "invocations", "slow", "--limit", "many")]
    [InlineData("connectors queue", "lst")]
    public async Task A_slip_is_told_in_a_line_or_two_and_not_with_all_of_the_help(string command, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.InRange(Error.ToString().Count(letter => letter == '\n'), 2, 3);
        Assert.DoesNotContain("Required command", Error.ToString());
        Assert.EndsWith($"What it takes is told by '{command} --help'.\n", Error.ToString());
        Assert.Equal("", Output.ToString());
    }

    [Theory]
    [InlineData("pause fast")]
    [InlineData("resume fast")]
    public async Task A_queue_that_nobody_knows_is_neither_paused_nor_resumed(string line)
    {
        Gateway.On($"POST /system/queues/fast/{line.Split(' ')[0]}", 404, "queue fast not found: there are faas-request, slow");
        Assert.Equal(1, await RunAsync(line.Split(' ')));
        Assert.Contains("queue fast not found: there are faas-request, slow", Error.ToString());
    }
}
