namespace Connectors.Cli.Tests.Operating;

/// <summary>Queues, calls and results as they are shown.</summary>
public sealed class QueueViewsTests : QueueCommandRig
{
    [Fact]
    public async Task Queues_are_listed_in_plain_columns_where_a_program_reads()
    {
        Assert.Equal(0, await RunAsync("list"));
        Assert.Equal(
            """
            QUEUE         PENDING  RUNNING  DELAYED  DEAD  CALLBACKS  OLDEST  CONSUMERS  STATE
            faas-request  3        1        2        450   4          3m20s   2          open, 1 function paused
            slow          0        0        0        0     0                             paused

            """, Output.ToString());
    }

    [Fact]
    public async Task JSON_is_as_the_gateway_tells_it()
    {
        Assert.Equal(0, await RunAsync("list", "--output", "json"));
        Assert.Equal(System.Text.Json.Nodes.JsonNode.Parse(Queues)!.ToJsonString(), Output.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_queue_is_shown_function_by_function()
    {
        Assert.Equal(0, await RunAsync("show", "faas-request"));
        Assert.Contains("oldest         3m20s\n", Output.ToString());
        Assert.Contains("shout       3        1        2        5     paused\n", Output.ToString());
        Assert.Contains("shout.team  0        0        0        445   open\n", Output.ToString());
    }

    [Fact]
    public async Task A_queue_without_calls_says_so()
    {
        Assert.Equal(0, await RunAsync("show", "slow"));
        Assert.Contains("No call of any function waits, runs or is dead", Error.ToString());
    }

    [Fact]
    public async Task An_unknown_queue_is_told_with_those_there_are()
    {
        Assert.Equal(1, await RunAsync("show", "fast"));
        Assert.Contains("there is no queue 'fast'", Error.ToString());
        Assert.Contains("faas-request, slow", Error.ToString());
    }

    [Fact]
    public async Task Invocations_are_narrowed_and_go_on_where_a_page_ended()
    {
        Gateway.On("GET /system/queues/faas-request/invocations?state=dead&function=shout&limit=1&after=x", 200, $$"""{"items":[{{Call}}],"next":"y"}""");
        Assert.Equal(0, await RunAsync("invocations", "faas-request", "--state", "dead", "--function", "shout", "--limit", "1", "--after", "x"));
        Assert.Contains("c1       shout     dead   1    2         2030-01-02T03:04:05Z       broke off", Output.ToString());
        Assert.Contains("--after y", Error.ToString());
    }

    [Fact]
    public async Task All_pages_become_one_list()
    {
        Gateway.On("GET /system/queues/slow/dead-letters?limit=1000", 200, $$"""{"items":[{{Call}}],"next":"y"}""")
            .On("GET /system/queues/slow/dead-letters?limit=1000&after=y", 200, $$"""{"items":[{{Call}},{{Call}}]}""");
        Assert.Equal(0, await RunAsync("dead-letters", "slow", "--all"));
        Assert.Equal(4, Output.ToString().Count(letter => letter == '\n'));
        Assert.Equal("", Error.ToString());
    }

    [Fact]
    public async Task A_call_is_shown_with_its_attempts_and_steers_no_terminal()
    {
        Gateway.On("GET /async-function/c1", 200, Call);
        Assert.Equal(0, await RunAsync("call", "c1"));
        Assert.Contains("reason         attempt 2 of 2 failed?[2J\n", Output.ToString());
        Assert.Contains("callback       http://example.com/, pending after 3 tries: refused\n", Output.ToString());
        Assert.Contains("1    2        2030-01-02T03:04:06Z  0.500            w2      broke off\n", Output.ToString());
    }

    [Fact]
    public async Task One_try_is_one_try()
    {
        Gateway.On("GET /async-function/c1", 200, Call.Replace("\"attempts\":3", "\"attempts\":1", StringComparison.Ordinal));
        Assert.Equal(0, await RunAsync("call", "c1"));
        Assert.Contains("pending after 1 try: refused", Output.ToString());
    }

    [Fact]
    public async Task A_result_is_printed_byte_for_byte()
    {
        Gateway.On("GET /async-function/c1/result", 200, "HELLO");
        using var bytes = new MemoryStream();
        Assert.Equal(0, await RunAsync(Surroundings() with { Bytes = bytes }, "call", "c1", "--result"));
        Assert.Equal("HELLO"u8.ToArray(), bytes.ToArray());
    }

    [Fact]
    public async Task On_a_terminal_there_is_a_table()
    {
        Assert.Equal(0, await RunAsync(Surroundings() with { IsTerminal = true }, "list"));
        Assert.Contains("faas-request", Output.ToString());
        Assert.Contains("─", Output.ToString());
    }

    [Fact]
    public async Task What_was_put_off_is_no_attempt_more()
    {
        var once = Call.Replace("\"number\":2", "\"number\":1", StringComparison.Ordinal).Replace("broke off", "put off: function shout is full", StringComparison.Ordinal);
        Gateway.On("GET /system/queues/slow/dead-letters", 200, $$"""{"items":[{{once}}]}""");
        Assert.Equal(0, await RunAsync("dead-letters", "slow"));
        Assert.Matches("(?m)^c1 +shout +1 +1 +", Output.ToString());
    }
}
