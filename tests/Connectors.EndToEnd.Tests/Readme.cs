using System.Text.RegularExpressions;
using Connectors.TestServers;
using Connectors.TestServers.Nats;

namespace Connectors.EndToEnd.Tests;

/// <summary>The commands with which a reader of the README begins. Only ports and data directory are others, beside whatever else runs on this machine.</summary>
public sealed partial class Readme
{
    private const string WrittenNats = "nats://127.0.0.1:4222";
    private static readonly string Root = HubProcess.Metadata("RepositoryRoot");
    private static readonly TimeSpan BuiltAndStarted = TimeSpan.FromMinutes(5);

    // No build server outlives its test.
    private static readonly IReadOnlyDictionary<string, string> Alone = new Dictionary<string, string>
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_NOLOGO"] = "1",
    };

    [Fact]
    public async Task The_start_command_runs_the_samples()
    {
        using var data = new TempDirectory("readme");
        var (address, listen) = Listen();
        await using var hub = await StartAsync(Command(" up -f samples/stack.yml"), $"--data '{data.Path}' {listen}", "Connectors is running.");
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
        await ShoutsAsync(client, "function/shout", hub);
        await EndAsync(hub);
    }

    [Fact]
    public async Task The_commands_for_several_machines_run_the_samples()
    {
        await using var server = await NatsServer.StartAsync();
        using var data = new TempDirectory("readme");
        var (address, listen) = Listen();
        await using var gateway = await StartAsync(
            Command(" gateway ").Replace(WrittenNats, server.Url, StringComparison.Ordinal), $"--data '{data.Path}' {listen}", "Connectors is running.");
        await using var worker = await StartAsync(
            Command(" worker ").Replace(WrittenNats, server.Url, StringComparison.Ordinal), $"--data '{data.Path}' --gateway http://{address}", "worker runs");
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
        await ShoutsAsync(client, "function/shout", gateway);
        using var answer = await client.PostAsync("async-function/shout", new StringContent("hello"));
        answer.EnsureSuccessStatusCode();
        var result = $"async-function/{answer.Headers.GetValues("X-Call-Id").Single()}/result";
        await Eventually.TrueAsync(async () => await GetAsync(client, result) == "HELLO", BuiltAndStarted, () => $"no result:\n{worker.Said}\n{gateway.Said}");
        await EndAsync(worker);
        await EndAsync(gateway);
    }

    [Fact]
    public async Task The_samples_to_watch_are_retried_die_and_are_redriven_and_run_for_a_while()
    {
        using var data = new TempDirectory("readme");
        var (address, listen) = Listen();
        await using var hub = await StartAsync(Command(" up -f samples/stack.yml"), $"--data '{data.Path}' {listen}", "Connectors is running.");
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
        var slow = await CallAsync(client, "slow");
        await Eventually.TrueAsync(async () => (await QueueAsync("call", slow)).Contains("running", StringComparison.Ordinal), BuiltAndStarted, () => hub.Said);

        var ids = new List<string>();
        var dead = default(string);
        await Eventually.TrueAsync(
            async () =>
            {
                ids.Add(await CallAsync(client, "flaky"));
                var letters = await QueueAsync("dead-letters", "faas-request", "--function", "flaky", "--output", "json");
                return (dead = ids.Find(id => letters.Contains(id, StringComparison.Ordinal))) is not null;
            },
            BuiltAndStarted,
            () => $"of {ids.Count} calls of flaky none died:\n{hub.Said}");
        var story = await GetAsync(client, $"async-function/{dead}");
        Assert.Contains("\"number\":3", story, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () =>
            {
                await QueueAsync("redrive", "faas-request", dead!);
                return (await QueueAsync("call", dead!)).Contains("succeeded", StringComparison.Ordinal);
            },
            BuiltAndStarted,
            () => $"{dead} never goes through:\n{hub.Said}");
        await Eventually.TrueAsync(async () => await GetAsync(client, $"async-function/{slow}/result") == "done at last: hello\n", BuiltAndStarted, () => hub.Said);
        await EndAsync(hub);

        async Task<string> QueueAsync(params string[] arguments) =>
            (await ConnectorsProgram.RunAsync(["queue", .. arguments, "--gateway", $"http://{address}", "--data", data.Path])).Output;
    }

    private static async Task<string> CallAsync(HttpClient client, string function)
    {
        using var answer = await client.PostAsync($"async-function/{function}", new StringContent("hello"));
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Call-Id").Single();
    }

    private static (string Address, string Flags) Listen()
    {
        var address = $"127.0.0.1:{LoopbackPorts.Take()}";
        return (address, $"--listen {address} --metrics-listen 127.0.0.1:{LoopbackPorts.Take()}");
    }

    private static string Command(string part) =>
        Commands().Matches(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(match => match.Groups[1].Value).First(command => command.Contains(part, StringComparison.Ordinal));

    private static async Task<ServerProcess> StartAsync(string command, string flags, string sign)
    {
        var process = ServerProcess.Start("sh", ["-c", $"cd '{Root}' && exec {command} {flags}"], Alone);
        await Eventually.TrueAsync(
            () => Task.FromResult(process.HasExited || process.Said.Contains(sign, StringComparison.Ordinal)), BuiltAndStarted, () => $"`{command}` does not start:\n{process.Said}");
        Assert.False(process.HasExited, $"`{command}` ended:\n{process.Said}");
        return process;
    }

    private static Task ShoutsAsync(HttpClient client, string path, ServerProcess hub) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await client.PostAsync(path, new StringContent("hello"));
            return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync() == "HELLO";
        },
        BuiltAndStarted,
        () => $"shout does not answer HELLO:\n{hub.Said}");

    private static async Task<string> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "";
    }

    private static async Task EndAsync(ServerProcess process)
    {
        using var deadline = new CancellationTokenSource(BuiltAndStarted);
        await process.TerminateAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}:\n{process.Said}");
    }

    // Without the remark behind it.
    [GeneratedRegex("(?m)^(dotnet run [^#\n]*?) *(?:#.*)?$")]
    private static partial Regex Commands();
}
