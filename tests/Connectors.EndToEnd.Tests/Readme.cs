using System.Text.RegularExpressions;
using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests;

/// <summary>The command with which a reader of the README begins.</summary>
public sealed partial class Readme
{
    private static readonly string Root = HubProcess.Metadata("RepositoryRoot");
    private static readonly TimeSpan BuiltAndStarted = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Its_start_command_runs_the_samples()
    {
        var command = StartCommand().Match(await File.ReadAllTextAsync(Path.Combine(Root, "README.md"))).Groups[1].Value;
        using var data = new TempDirectory("readme");
        var (address, metrics) = ($"127.0.0.1:{HubProcess.FreePort()}", $"127.0.0.1:{HubProcess.FreePort()}");
        // As written, but beside whatever else listens and keeps its data on this machine; no build server outlives it.
        await using var hub = ServerProcess.Start(
            "sh", ["-c", $"cd '{Root}' && exec {command} --data '{data.Path}' --listen {address} --metrics-listen {metrics}"],
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0", ["DOTNET_NOLOGO"] = "1" });
        await Eventually.TrueAsync(
            () => Task.FromResult(hub.HasExited || hub.Said.Contains("Connectors is running.", StringComparison.Ordinal)), BuiltAndStarted, () => $"`{command}` does not start:\n{hub.Said}");
        Assert.False(hub.HasExited, $"`{command}` ended:\n{hub.Said}");

        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await client.PostAsync("function/shout", new StringContent("hello"));
                return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync() == "HELLO";
            },
            BuiltAndStarted,
            () => $"shout does not answer HELLO:\n{hub.Said}");
        await hub.TerminateAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        Assert.True(hub.ExitCode == 0, $"exit code {hub.ExitCode}:\n{hub.Said}");
    }

    [GeneratedRegex("(?m)^(dotnet run .*? up -f samples/stack.yml)")]
    private static partial Regex StartCommand();
}
