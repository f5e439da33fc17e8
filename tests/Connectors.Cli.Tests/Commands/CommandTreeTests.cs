using Connectors.Cli.Commands;
using Connectors.Cli.Data;

namespace Connectors.Cli.Tests.Commands;

public sealed class CommandTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly Dictionary<string, string> environment = [];
    private RecordingHub hub = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task Up_hands_everything_to_the_hub()
    {
        folder.Write("s/stack.yml", "provider: { name: openfaas }\nfunctions: { f: { image: x } }");
        folder.Write("c.yml", "worker: { max-inflight: 5 }");
        Assert.Equal(0, await Run("up", "-f", "s/stack.yml", "--config", "c.yml", "--data", "d", "--listen", "127.0.0.1:9", "--metrics-listen", "127.0.0.1:10", "--no-auth", "--provider", "process"));
        var options = hub.Ran!;
        Assert.Equal((HubRole.Up, true, $"{folder.Path}/d", $"{folder.Path}/s/stack.yml"), (options.Role, options.NoAuth, options.DataDirectory, options.StackPath));
        Assert.Equal("f", Assert.Single(options.Stack!.Functions).Service);
        Assert.Equal(("127.0.0.1:9", "127.0.0.1:10", "5"), (options.Settings.Text("gateway.listen"), options.Settings.Text("gateway.metrics-listen"), options.Settings.Text("worker.max-inflight")));
        Assert.Equal("--listen", options.Settings.OriginOf("gateway.listen"));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task Up_alone_takes_the_defaults_and_the_stack_file_of_the_folder()
    {
        folder.Write("stack.yml", "provider: { name: openfaas }");
        Assert.Equal(0, await Run("up"));
        Assert.Equal(DataDirectory.DefaultPath(), hub.Ran!.DataDirectory);
        Assert.EndsWith("/.connectors", hub.Ran.DataDirectory);
        Assert.Equal($"{folder.Path}/stack.yml", hub.Ran.StackPath);
        Assert.False(hub.Ran.NoAuth);
    }

    [Theory]
    [InlineData("up --mqtt-broker", "127.0.0.1:1883")]
    [InlineData("up --mqtt-broker 127.0.0.2:18830", "127.0.0.2:18830")]
    [InlineData("up", null)]
    public async Task The_embedded_broker_listens_where_it_is_told(string arguments, string? address)
    {
        Assert.Equal(0, await Run(arguments.Split(' ')));
        Assert.Equal(address, hub.Ran!.MqttBroker?.ToString());
    }

    [Theory]
    [InlineData("worker --nats nats://127.0.0.1:4222", "no gateway was named, so this is the default; name it with --gateway")]
    [InlineData("connect cron", "no gateway was named, so this is the default; name it with --gateway")]
    [InlineData("connect cron --gateway http://127.0.0.1:9", "is it running there? --gateway names another")]
    public async Task What_runs_beside_a_gateway_can_say_how_to_name_it(string arguments, string remedy)
    {
        Assert.Equal(0, await Run(arguments.Split(' ')));
        Assert.Equal(remedy, hub.Ran!.GatewayRemedy);
    }

    [Theory]
    [InlineData("settings", "--markdown")]
    [InlineData("up", "--mqtt-broker <optional address:port>")]
    [InlineData("provider", "else 127.0.0.1:8081")]
    [InlineData("queue redrive", "Say which: a call id, --function for all of a function, or --all")]
    [InlineData("worker", "a worker keeps nothing in it")]
    [InlineData("connect", "where secrets of webhooks are made")]
    [InlineData("up", "Keep queue, functions and credentials here")]
    public async Task Help_tells_what_a_command_takes_and_keeps(string command, string expected)
    {
        Assert.Equal(0, await Run([.. command.Split(' '), "--help"]));
        Assert.Contains(expected, string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("worker", "--nats", "nats://127.0.0.1:4222")]
    [InlineData("connect", "cron")]
    public async Task The_data_directory_is_read_from_each_command_s_flag(params string[] arguments)
    {
        Assert.Equal(0, await Run([.. arguments, "--data", "d"]));
        Assert.Equal($"{folder.Path}/d", hub.Ran!.DataDirectory);
    }

    [Fact]
    public async Task Without_a_stack_file_there_is_none()
    {
        Assert.Equal(0, await Run("gateway"));
        Assert.Equal(HubRole.Gateway, hub.Ran!.Role);
        Assert.Null(hub.Ran.Stack);
    }

    [Fact]
    public async Task Connect_names_connectors_and_a_gateway()
    {
        folder.Write("stack.yml", "not read");
        Assert.Equal(0, await Run("connect", "cron", "events", "--gateway", "http://far:8080"));
        Assert.Equal(["cron", "events"], hub.Ran!.Connectors);
        Assert.Equal(new Uri("http://far:8080/"), hub.Ran.Gateway);
        Assert.Null(hub.Ran.Stack);
    }

    [Fact]
    public async Task A_provider_listens_where_providers_do_unless_told_otherwise()
    {
        Assert.Equal(0, await Run("provider", "process"));
        Assert.Equal(HubRole.Provider, hub.Ran!.Role);
        Assert.False(hub.Ran.Settings.IsSet("gateway.listen"));
        Assert.Equal(0, await Run("provider", "process", "--listen", "127.0.0.1:9"));
        Assert.Equal("127.0.0.1:9", hub.Ran.Settings.Text("gateway.listen"));
    }

    [Theory]
    [InlineData("up --mqtt-broker here", "--mqtt-broker: 'here' is not an address with a port")]
    [InlineData("up --no-auth --mqtt-broker 0.0.0.0:1883", "--no-auth: is accepted on loopback only, but --mqtt-broker says to listen on 0.0.0.0:1883")]
    [InlineData("worker", "a worker of its own needs the JetStream queue, because the embedded queue lives in one process")]
    [InlineData("provider docker", "provider 'docker' is not known")]
    [InlineData("provider", "name")]
    [InlineData("connect amqp", "there is no connector 'amqp'; there are: cron, webhooks, events")]
    [InlineData("connect cron cron", "a connector is named twice")]
    [InlineData("connect cron --gateway here", "--gateway: 'here' is not a URL")]
    [InlineData("connect cron --gateway ftp://x", "--gateway: 'ftp://x' is not a URL")]
    [InlineData("up -f absent.yml", "absent.yml: there is no such file")]
    [InlineData("up --config absent.yml", "absent.yml: there is no such file")]
    [InlineData("up --no-auth --listen 0.0.0.0:8080", "--no-auth: is accepted on loopback only, but --listen says to listen on 0.0.0.0:8080")]
    [InlineData("up --colour", "--colour")]
    [InlineData("up --listen", "--listen")]
    [InlineData("connect", "name")]
    [InlineData("ups", "ups")]
    [InlineData("", "command")]
    public async Task What_cannot_be_done_is_a_usage_error(string arguments, string reason)
    {
        Assert.Equal(2, await Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(reason, error.ToString());
        Assert.Null(hub.Ran);
    }

    [Fact]
    public async Task No_auth_is_refused_when_a_setting_listens_elsewhere()
    {
        environment["CONNECTORS_GATEWAY__LISTEN"] = ":8080";
        Assert.Equal(2, await Run("up", "--no-auth"));
        Assert.Contains("CONNECTORS_GATEWAY__LISTEN says to listen on :8080", error.ToString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_reported_at_once()
    {
        folder.Write("stack.yml", "provider: { name: openfaas }\nfunctions:\n  f: {}\n  g: { image: ${A-b} }");
        folder.Write("c.yml", "worker: { max-inflight: x }");
        environment["CONNECTORS_WORKER__BUDGET"] = "y";
        Assert.Equal(2, await Run("up", "--config", "c.yml", "--mqtt-broker", "here"));
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("connectors: cannot start, 4 things are wrong:", lines[0]);
        Assert.Contains($"  {folder.Path}/stack.yml:4: missing closing brace at '${{A-b}} }}'; write $${{ where ${{ is meant as text", lines);
        Assert.Contains($"  {folder.Path}/c.yml:1: worker.max-inflight: 'x' is not a whole number; write for example 10", lines);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public async Task Remarks_do_not_stop_it()
    {
        folder.Write("stack.yml", "provider: { name: openfaas }\nextra: 1");
        Assert.Equal(0, await Run("up"));
        Assert.Equal($"note: {folder.Path}/stack.yml:2: extra: not a field of a stack file, ignored\n", error.ToString());
    }

    [Fact]
    public async Task A_failing_hub_is_one_line_and_exit_code_1()
    {
        hub = new RecordingHub((_, _) => throw new HubFailureException("port 8080 of 127.0.0.1 is in use"));
        Assert.Equal(1, await Run("up"));
        Assert.Equal("connectors: port 8080 of 127.0.0.1 is in use\n", error.ToString());
        hub = new RecordingHub((_, _) => throw new DataDirectoryException("/data is not writable"));
        Assert.Equal(1, await Run("up"));
        Assert.EndsWith("connectors: /data is not writable\n", error.ToString());
    }

    [Fact]
    public async Task The_hubs_own_exit_code_is_kept_and_the_token_reaches_it()
    {
        using var stop = new CancellationTokenSource();
        hub = new RecordingHub(async (_, token) =>
        {
            var stopped = new TaskCompletionSource();
            await using var registration = token.Register(stopped.SetResult);
            await stop.CancelAsync();
            await stopped.Task;
            return 7;
        });
        Assert.Equal(7, await new CommandTree(hub, Surroundings()).RunAsync(["up"], stop.Token));
    }

    [Theory]
    [InlineData("version", "connectors 0.1.0")]
    [InlineData("settings", "worker.max-inflight = 64\n    How many calls run at once.\n    (whole number; $CONNECTORS_WORKER__MAX_INFLIGHT, $max_inflight)")]
    [InlineData("settings --markdown", "| `worker.max-inflight` |")]
    [InlineData("--help", "up -f stack.yml")]
    [InlineData("up --help", "Deploy the functions of this stack file")]
    [InlineData("gateway --help", "with --nats workers of their own do")]
    [InlineData("worker --help", "takes calls off a queue on NATS JetStream (--nats)")]
    public async Task What_is_asked_for_is_printed(string arguments, string expected)
    {
        Assert.Equal(0, await Run(arguments.Split(' ')));
        Assert.Contains(expected, output.ToString());
        Assert.Equal("", error.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("127.9.9.9:1", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("0.0.0.0:8080", false)]
    [InlineData("[::]:8080", false)]
    [InlineData(":8080", false)]
    [InlineData("8080", false)]
    [InlineData("*:8080", false)]
    [InlineData("127.0.0.1.example.com:80", false)]
    [InlineData("10.0.0.1:8080", false)]
    [InlineData("", false)]
    public void Loopback_is_recognised(string listen, bool expected) => Assert.Equal(expected, ListenAddress.IsLoopback(listen));

    private Task<int> Run(params string[] arguments) => new CommandTree(hub, Surroundings()).RunAsync(arguments, TestContext.Current.CancellationToken);

    private CommandSurroundings Surroundings() => new(folder.Path, environment, output, error);
}
