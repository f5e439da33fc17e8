using Connectors.Cli.Commands;
using Connectors.Cli.Tests.Commands;

namespace Connectors.Cli.Tests.Operating;

/// <summary><c>connectors queue …</c> against a gateway that is a script.</summary>
public sealed class QueueCommandTests : IAsyncLifetime
{
    private const string Queues = """
        [{"queue":"faas-request","paused":false,"pending":3,"running":1,"delayed":2,"dead":450,"callbacksPending":4,"oldestPendingSeconds":200,"consumers":2,
          "functions":[{"function":"shout","namespace":"openfaas-fn","paused":true,"pending":3,"running":1,"delayed":2,"dead":5},{"function":"shout","namespace":"team","paused":false,"pending":0,"running":0,"delayed":0,"dead":445}]},
         {"queue":"slow","paused":true,"pending":0,"running":0,"delayed":0,"dead":0,"callbacksPending":0,"oldestPendingSeconds":0,"functions":[]}]
        """;

    private const string Call = """
        {"callId":"c1","queue":"faas-request","function":"shout","namespace":"openfaas-fn","state":"dead","run":1,"acceptedAt":"2030-01-02T03:04:05Z","reason":"attempt 2 of 2 failed\u001b[2J",
         "attempts":[{"run":1,"number":1,"startedAt":"2030-01-02T03:04:05Z","seconds":0.25,"status":500,"worker":"w1"},{"run":1,"number":2,"startedAt":"2030-01-02T03:04:06Z","seconds":0.5,"error":"broke off","worker":"w2"}],
         "callback":{"url":"http://example.com/","state":"pending","attempts":3,"lastError":"refused"},"result":{"status":500,"bytes":7}}
        """;

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private ScriptedGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = (await ScriptedGateway.StartAsync()).On("GET /system/queues", 200, Queues);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        folder.Dispose();
        await output.DisposeAsync();
        await error.DisposeAsync();
    }

    [Fact]
    public async Task Queues_are_listed_in_plain_columns_where_a_program_reads()
    {
        Assert.Equal(0, await RunAsync("list"));
        Assert.Equal(
            """
            QUEUE         PENDING  RUNNING  DELAYED  DEAD  CALLBACKS  OLDEST  CONSUMERS  STATE
            faas-request  3        1        2        450   4          3m20s   2          open
            slow          0        0        0        0     0                             paused

            """, output.ToString());
    }

    [Fact]
    public async Task JSON_is_as_the_gateway_tells_it()
    {
        Assert.Equal(0, await RunAsync("list", "--output", "json"));
        Assert.Equal(System.Text.Json.Nodes.JsonNode.Parse(Queues)!.ToJsonString(), output.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_queue_is_shown_function_by_function()
    {
        Assert.Equal(0, await RunAsync("show", "faas-request"));
        Assert.Contains("oldest         3m20s\n", output.ToString());
        Assert.Contains("shout       3        1        2        5     paused\n", output.ToString());
        Assert.Contains("shout.team  0        0        0        445   open\n", output.ToString());
    }

    [Fact]
    public async Task A_queue_without_calls_says_so()
    {
        Assert.Equal(0, await RunAsync("show", "slow"));
        Assert.Contains("No call of any function waits, runs or is dead", error.ToString());
    }

    [Fact]
    public async Task An_unknown_queue_is_told_with_those_there_are()
    {
        Assert.Equal(1, await RunAsync("show", "fast"));
        Assert.Contains("there is no queue 'fast'", error.ToString());
        Assert.Contains("faas-request, slow", error.ToString());
    }

    [Fact]
    public async Task Invocations_are_narrowed_and_go_on_where_a_page_ended()
    {
        gateway.On("GET /system/queues/faas-request/invocations?state=dead&function=shout&limit=1&after=x", 200, $$"""{"items":[{{Call}}],"next":"y"}""");
        Assert.Equal(0, await RunAsync("invocations", "faas-request", "--state", "dead", "--function", "shout", "--limit", "1", "--after", "x"));
        Assert.Contains("c1       shout     dead   1    2         2030-01-02T03:04:05Z       broke off", output.ToString());
        Assert.Contains("--after y", error.ToString());
    }

    [Fact]
    public async Task All_pages_become_one_list()
    {
        gateway.On("GET /system/queues/slow/dead-letters?limit=1000", 200, $$"""{"items":[{{Call}}],"next":"y"}""")
            .On("GET /system/queues/slow/dead-letters?limit=1000&after=y", 200, $$"""{"items":[{{Call}},{{Call}}]}""");
        Assert.Equal(0, await RunAsync("dead-letters", "slow", "--all"));
        Assert.Equal(4, output.ToString().Count(letter => letter == '\n'));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_call_is_shown_with_its_attempts_and_steers_no_terminal()
    {
        gateway.On("GET /async-function/c1", 200, Call);
        Assert.Equal(0, await RunAsync("call", "c1"));
        Assert.Contains("reason         attempt 2 of 2 failed?[2J\n", output.ToString());
        Assert.Contains("callback       http://example.com/, pending after 3 tries: refused\n", output.ToString());
        Assert.Contains("1    2        2030-01-02T03:04:06Z  0.500            w2      broke off\n", output.ToString());
    }

    [Fact]
    public async Task A_result_is_printed_byte_for_byte()
    {
        gateway.On("GET /async-function/c1/result", 200, "HELLO");
        using var bytes = new MemoryStream();
        Assert.Equal(0, await RunAsync(Surroundings() with { Bytes = bytes }, "call", "c1", "--result"));
        Assert.Equal("HELLO"u8.ToArray(), bytes.ToArray());
    }

    [Theory]
    [InlineData("call nothing", "there is no call 'nothing'")]
    [InlineData("cancel nothing", "there is no call 'nothing'")]
    [InlineData("call c1 --result", "has no result yet")]
    [InlineData("redrive slow nothing", "queue slow has no dead letter nothing")]
    public async Task What_is_not_there_is_named(string line, string sentence)
    {
        gateway.On("GET /async-function/c1/result", 404, "call c1 has no result yet")
            .On("POST /system/queues/slow/dead-letters/nothing/redrive", 404, "queue slow has no dead letter nothing");
        Assert.Equal(1, await RunAsync(line.Split(' ')));
        Assert.Contains(sentence, error.ToString());
    }

    [Fact]
    public async Task Many_are_redriven_in_portions_and_no_more_than_there_were()
    {
        gateway.On("POST /system/queues/faas-request/redrive?limit=200", 200, """{"count":200}""").On("POST /system/queues/faas-request/redrive?limit=50", 200, """{"count":50}""");
        Assert.Equal(0, await RunAsync("redrive", "faas-request", "--all"));
        Assert.Equal("450 dead letters redriven.\n", error.ToString());
        Assert.Equal(2, gateway.Asked.Count(asked => asked.EndsWith("limit=200", StringComparison.Ordinal)));
        Assert.Single(gateway.Asked, asked => asked.EndsWith("limit=50", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_function_in_one_namespace_is_counted_by_itself()
    {
        gateway.On("POST /system/queues/faas-request/redrive?function=shout.openfaas-fn&limit=5", 200, """{"count":4}""");
        Assert.Equal(0, await RunAsync("redrive", "faas-request", "--function", "shout.openfaas-fn"));
        Assert.Equal("4 dead letters redriven.\n", error.ToString());
        Assert.Equal(0, await RunAsync("redrive", "faas-request", "--function", "shout.openfaas-fn", "--output", "json"));
        Assert.Equal("""{"count":4}""" + "\n", output.ToString());
    }

    [Theory]
    [InlineData("purge faas-request --all")]
    [InlineData("purge faas-request c1")]
    [InlineData("cancel-all faas-request --function shout")]
    public async Task What_cannot_be_undone_is_not_done_unasked(string line)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.Contains("add --yes", error.ToString());
        Assert.Equal(1, await RunAsync(Asking("n"), line.Split(' ')));
        Assert.Contains("nothing was done", error.ToString());
        Assert.All(gateway.Asked, asked => Assert.StartsWith("GET ", asked));
    }

    [Theory]
    [InlineData("y", "purge", "faas-request", "c1")]
    [InlineData("", "purge", "faas-request", "c1", "--yes")]
    public async Task A_purge_that_is_meant_is_done(string answer, params string[] arguments)
    {
        gateway.On("DELETE /system/queues/faas-request/dead-letters/c1", 202, "");
        Assert.Equal(0, await RunAsync(Asking(answer), arguments));
        Assert.Contains("1 dead letter purged.", error.ToString());
    }

    [Fact]
    public async Task Calls_are_cancelled_and_queues_paused()
    {
        gateway.On("DELETE /system/queues/faas-request/invocations?function=shout&limit=6", 200, """{"count":5}""").On("DELETE /async-function/c1", 202, "")
            .On("POST /system/queues/slow/resume", 202, "").On("POST /system/queues/faas-request/pause?function=shout", 202, "");
        Assert.Equal(0, await RunAsync("cancel-all", "faas-request", "--function", "shout", "--yes"));
        Assert.Equal(0, await RunAsync("cancel", "c1"));
        Assert.Equal(0, await RunAsync("resume", "slow"));
        Assert.Equal(0, await RunAsync("pause", "faas-request", "--function", "shout"));
        Assert.Equal("5 calls cancelled.\nCall c1 is cancelled.\nQueue slow goes on.\nFunction shout is paused on queue faas-request.\n", error.ToString());
    }

    [Theory]
    [InlineData("redrive faas-request", "redrive")]
    [InlineData("purge faas-request --yes", "purge")]
    [InlineData("cancel-all faas-request --yes", "cancel")]
    [InlineData("resume faas-request", "resume")]
    public async Task A_function_that_nobody_knows_is_refused(string line, string what)
    {
        gateway.On("GET /system/function/nosuch", 404, "function nosuch not found");
        Assert.Equal(1, await RunAsync([.. line.Split(' '), "--function", "nosuch"]));
        Assert.Contains($"function nosuch not found, so there is nothing to {what}", error.ToString());
        Assert.All(gateway.Asked, asked => Assert.StartsWith("GET ", asked));
    }

    [Fact]
    public async Task What_the_queue_holds_of_a_removed_function_can_be_handled()
    {
        gateway.On("GET /system/function/shout.team", 404, "function shout.team not found")
            .On("DELETE /system/queues/faas-request/dead-letters?function=shout.team&limit=200", 200, """{"count":45}""")
            .On("POST /system/queues/faas-request/resume?function=shout.team", 202, "");
        Assert.Equal(0, await RunAsync("purge", "faas-request", "--function", "shout.team", "--yes"));
        Assert.Equal(0, await RunAsync("cancel-all", "faas-request", "--function", "shout.team"));
        Assert.Equal(0, await RunAsync("resume", "faas-request", "--function", "shout.team"));
        Assert.Equal("45 dead letters purged.\n0 calls cancelled.\nFunction shout.team goes on, on queue faas-request.\n", error.ToString());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task A_function_without_calls_that_is_deployed_or_may_be_is_no_slip(int status)
    {
        gateway.On("GET /system/function/idle", status, "{}");
        Assert.Equal(0, await RunAsync("purge", "faas-request", "--function", "idle", "--yes"));
        Assert.Equal("0 dead letters purged.\n", error.ToString());
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
        Assert.Contains(sentence, error.ToString() + output);
    }

    [Fact]
    public async Task Credentials_come_from_the_data_directory_or_standard_input()
    {
        folder.Write("hub/secrets/basic-auth-user", "admin");
        folder.Write("hub/secrets/basic-auth-password", "secret");
        await RunAsync("list", "--data", "hub");
        await RunAsync(Surroundings() with { Input = new StringReader("other\n") }, "list", "--user", "me", "--password-stdin", "--data", "hub");
        Assert.Equal([$"Basic {Encoded("admin:secret")}", $"Basic {Encoded("me:other")}"], gateway.Credentials);

        static string Encoded(string pair) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pair));
    }

    [Fact]
    public async Task A_gateway_that_wants_other_credentials_or_is_away_is_named_with_the_remedy()
    {
        gateway.On("GET /async-function/c1", 401, "invalid credentials");
        Assert.Equal(1, await RunAsync("call", "c1"));
        Assert.Contains($"{gateway.Address.ToString().TrimEnd('/')} answered 401: it asks for credentials, and there are none in {folder.Path}/none/secrets; --data must name the data directory", error.ToString());
        Assert.Equal(1, await RunAsync("list", "--gateway", "http://127.0.0.1:9"));
        Assert.Contains("http://127.0.0.1:9 is out of reach", error.ToString());
        Assert.Contains("'connectors up'", error.ToString());
    }

    [Fact]
    public async Task Credentials_that_are_not_taken_are_named_with_where_they_come_from()
    {
        folder.Write("hub/secrets/basic-auth-user", "admin");
        folder.Write("hub/secrets/basic-auth-password", "secret");
        gateway.On("GET /async-function/c1", 401, "invalid credentials");
        Assert.Equal(1, await RunAsync("call", "c1", "--data", "hub"));
        Assert.Contains($"it does not take the user 'admin' with the password that {folder.Path}/hub/secrets/basic-auth-password holds", error.ToString());
        Assert.Equal(1, await RunAsync(Surroundings() with { Input = new StringReader("other\n") }, "call", "c1", "--user", "me", "--password-stdin"));
        Assert.Contains("it does not take the user 'me' with that password", error.ToString());
    }

    [Theory]
    [InlineData("connectors queue list", "list", "--ouput", "json")]
    [InlineData("connectors queue show", "show")]
    [InlineData("connectors queue invocations", "invocations", "slow", "--limit", "many")]
    [InlineData("connectors queue", "lst")]
    public async Task A_slip_is_told_in_a_line_or_two_and_not_with_all_of_the_help(string command, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.InRange(error.ToString().Count(letter => letter == '\n'), 2, 3);
        Assert.DoesNotContain("Required command", error.ToString());
        Assert.EndsWith($"What it takes is told by '{command} --help'.\n", error.ToString());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task One_try_is_one_try()
    {
        gateway.On("GET /async-function/c1", 200, Call.Replace("\"attempts\":3", "\"attempts\":1", StringComparison.Ordinal));
        Assert.Equal(0, await RunAsync("call", "c1"));
        Assert.Contains("pending after 1 try: refused", output.ToString());
    }

    [Fact]
    public async Task What_is_no_gateway_of_ours_is_said_to_be_none()
    {
        await using var other = await ScriptedGateway.StartAsync();
        other.On("GET /system/queues", 200, "<html>");
        Assert.Equal(1, await RunAsync("list", "--gateway", other.Address.ToString()));
        Assert.Contains("something else than a Connectors gateway", error.ToString());
    }

    [Fact]
    public async Task On_a_terminal_there_is_a_table()
    {
        Assert.Equal(0, await RunAsync(Surroundings() with { IsTerminal = true }, "list"));
        Assert.Contains("faas-request", output.ToString());
        Assert.Contains("─", output.ToString());
    }

    [Fact]
    public async Task On_a_terminal_many_are_done_under_a_bar()
    {
        gateway.On("POST /system/queues/faas-request/redrive?limit=200", 200, """{"count":200}""").On("POST /system/queues/faas-request/redrive?limit=50", 200, """{"count":50}""");
        Assert.Equal(0, await RunAsync(Surroundings() with { IsTerminal = true }, "redrive", "faas-request", "--all"));
        Assert.Contains("450 dead letters redriven.\n", error.ToString());
    }

    private CommandSurroundings Surroundings() =>
        new(folder.Path, new Dictionary<string, string> { ["OPENFAAS_URL"] = gateway.Address.ToString() }, output, error);

    private CommandSurroundings Asking(string answer) => Surroundings() with { CanAsk = true, Input = new StringReader(answer + "\n") };

    private Task<int> RunAsync(params string[] arguments) => RunAsync(Surroundings(), arguments);

    private Task<int> RunAsync(CommandSurroundings surroundings, params string[] arguments)
    {
        string[] data = arguments.Contains("--data") ? [] : ["--data", "none"];
        return new CommandTree(new RecordingHub(), surroundings).RunAsync(["queue", .. arguments, .. data], TestContext.Current.CancellationToken);
    }
}
