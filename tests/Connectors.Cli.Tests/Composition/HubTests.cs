using System.Globalization;
using Connectors.Cli.Commands;
using Connectors.Cli.Composition;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Tests.Composition;

/// <summary>The whole hub in this process, on its bad days.</summary>
public sealed class HubTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter error = new(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("process-provider.lock")]
    [InlineData("queue")]
    [InlineData("secrets")]
    public async Task A_part_of_the_data_directory_that_cannot_be_used_is_one_line(string part)
    {
        // A file where a directory is wanted and a directory where a file is: refused to every user, root included.
        if (part.Contains('.', StringComparison.Ordinal))
            Directory.CreateDirectory(Path.Combine(folder.Path, "data", part));
        else
            folder.Write($"data/{part}", "in the way");
        folder.Write("stack.yml", "provider: { name: openfaas }\nfunctions: { f: { image: f, fprocess: cat } }");
        Assert.Equal(1, await RunAsync(TestContext.Current.CancellationToken));
        var line = Assert.Single(Lines());
        Assert.StartsWith("connectors: ", line);
        Assert.Contains(Path.Combine(folder.Path, "data"), line);
        Assert.Contains("name another data directory", line);
    }

    [Fact]
    public async Task Asked_to_stop_while_it_starts_it_ends_well()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        Assert.Equal(0, await RunAsync(stop.Token));
        Assert.Equal("", error.ToString());
        Assert.Equal(0, await RunAsync(stop.Token));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data/")]
    public void A_record_of_changes_may_be_in_a_data_directory_that_is_not_there_yet(string directory)
    {
        var settings = SettingsLoader.Load(new Hub(output).SettingTypes, new SettingSources
        {
            DataDirectory = Path.Combine(folder.Path, directory),
            Environment = new Dictionary<string, string> { ["CONNECTORS_GATEWAY__AUDIT_FILE"] = "audit.log" },
        });
        Assert.Empty(new Hub(output).SettingFaults(settings, new HubRequest(HubRole.Up)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.Path, "data")));
    }

    [Fact]
    public async Task What_only_the_rooms_can_tell_is_reported_with_everything_else()
    {
        folder.Write("empty", "\n");
        var config = folder.Write("c.yml", """
            gateway: { listen: "8080" }
            webhooks:
              shop: { kind: carrier-pigeon, secret-file: empty }
              git: { kind: github, secret-file: absent }
            callback:
              secret-file: gone
              ca-file: away
            """);
        Assert.Equal(2, await RunAsync(TestContext.Current.CancellationToken, "--config", config, "--metrics-listen", "127.0.0.1"));
        var lines = Lines();
        Assert.Equal("connectors: cannot start, 7 things are wrong:", lines[0]);
        Assert.Contains($"  {config}:1: gateway.listen '8080' is not an address and port; write for example 127.0.0.1:8080", lines);
        Assert.Contains("  --metrics-listen: gateway.metrics-listen '127.0.0.1' is not an address and port; write for example 127.0.0.1:8082", lines);
        Assert.Contains($"  {config}:3: webhooks.shop.kind 'carrier-pigeon' is not known; use one of github, gitlab, ifttt, stripe, slack, standard-webhooks, cloudevents, hmac, token", lines);
        Assert.Contains(lines, line => line.StartsWith($"  {config}:3: webhooks.shop.secret-file: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"  {config}:4: webhooks.git.secret-file: ", StringComparison.Ordinal));
        Assert.Contains(
            $"  {config}:6: callback.secret-file '{folder.Path}/gone' cannot be used: the signing secret (callback.secret-file) does not exist; write the secret into it, or leave the setting out", lines);
        Assert.Contains(lines, line => line.StartsWith($"  {config}:7: callback.ca-file '{folder.Path}/away' cannot be used: ", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data")));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n\n", "is empty")]
    [InlineData("whsec_!", "not base64")]
    public async Task A_callback_secret_that_signs_nothing_is_a_fault(string content, string reason)
    {
        var config = folder.Write("c.yml", $"callback: {{ secret-file: {folder.Write("secret", content)} }}");
        Assert.Equal(2, await RunAsync(TestContext.Current.CancellationToken, "--config", config));
        Assert.Contains(reason, error.ToString());
    }

    [Fact]
    public async Task A_connector_apart_is_asked_only_about_what_it_uses()
    {
        var config = folder.Write("c.yml", "callback: { secret-file: gone }\nwebhooks: { git: { kind: github, secret-file: absent } }");
        var settings = Load(config);
        Assert.Empty(new Hub(output).SettingFaults(settings, new HubRequest(HubRole.Connect) { Connectors = ["cron"] }));
        Assert.StartsWith("webhooks.git.secret-file", Assert.Single(new Hub(output).SettingFaults(settings, new HubRequest(HubRole.Connect) { Connectors = ["Webhooks"] })));
        Assert.Equal(2, new Hub(output).SettingFaults(settings, new HubRequest(HubRole.Gateway)).Count());
    }

    private LoadedSettings Load(string config) => SettingsLoader.Load(
        new Hub(output).SettingTypes,
        new SettingSources { ConfigFile = config, DataDirectory = folder.Path });

    private async Task<int> RunAsync(CancellationToken stop, params string[] more)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        string[] ports = more.Length > 0 ? [] : ["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"];
        var surroundings = new CommandSurroundings(folder.Path, new Dictionary<string, string>(), output, error);
        return await new CommandTree(new Hub(output), surroundings).RunAsync(["up", "--data", Path.Combine(folder.Path, "data"), .. ports, .. more], deadline.Token);
    }

    private string[] Lines() => error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
