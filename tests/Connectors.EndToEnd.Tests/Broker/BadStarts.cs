using Connectors.TestServers;
using Connectors.TestServers.Nats;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>A gateway or worker that cannot get at its queue says so in one sentence and ends.</summary>
public sealed class BadStarts
{
    private const int Environment = 1;
    private const int Settings = 2;

    [Theory]
    [InlineData("gateway")]
    [InlineData("worker")]
    public async Task Nobody_listens_there(string role)
    {
        var url = $"nats://127.0.0.1:{LoopbackPorts.Take()}";
        await RefusedAsync(role, url, [], Environment, url, "--nats");
    }

    [Fact]
    public Task No_such_host() => RefusedAsync("worker", "nats://no-such-host.invalid:4222", [], Environment, "no-such-host.invalid", "--nats");

    [Theory]
    [InlineData("not an address")]
    [InlineData("http://127.0.0.1:4222")]
    [InlineData("nats://127.0.0.1:notaport")]
    public Task No_address(string url) => RefusedAsync("worker", url, [], Settings, "queue.url", "nats://host:4222");

    [Theory]
    [InlineData("NKEY_FILE", "queue.nkey-file")]
    [InlineData("CREDS_FILE", "queue.creds-file")]
    public async Task Key_files_that_are_missing_or_hold_no_key(string variable, string setting)
    {
        using var directory = new TempDirectory("keys");
        await using var server = await NatsServer.StartAsync();
        await RefusedAsync("worker", server.Url, new() { [variable] = directory.Below("missing") }, Settings, setting, directory.Below("missing"));
        await File.WriteAllTextAsync(directory.Below("garbage"), "this is no key\n");
        await RefusedAsync("worker", server.Url, new() { [variable] = directory.Below("garbage") }, Settings, setting, directory.Below("garbage"));
    }

    [Fact]
    public async Task A_wrong_password()
    {
        using var directory = new TempDirectory("password");
        await using var server = await NatsServer.StartAsync("authorization { user: hub, password: right }");
        await File.WriteAllTextAsync(directory.Below("password"), "wrong\n");
        await RefusedAsync("worker", server.Url, new() { ["USER"] = "hub", ["PASSWORD_FILE"] = directory.Below("password") }, Environment, server.Url, "queue.password-file");
    }

    private static async Task RefusedAsync(string role, string url, Dictionary<string, string> queue, int exitCode, params string[] named)
    {
        using var data = new TempDirectory("data");
        var variables = queue.ToDictionary(setting => $"CONNECTORS_QUEUE__{setting.Key}", setting => setting.Value);
        string[] listen = role == "gateway" ? ["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"] : [];
        var (code, output) = await ConnectorsProgram.RunAsync(variables, [role, "--nats", url, "--data", data.Path, .. listen]);
        Assert.All(named, name => Assert.Contains(name, output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.True(code == exitCode, $"exit code {code}: {output}");
        var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(said.Length <= (code == Settings ? 2 : 1), output);
    }
}
