using Connectors.Cli.Commands;
using Connectors.Cli.Composition;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Tests.Composition;

/// <summary>A whole run of <c>provider</c>.</summary>
public sealed class ProviderRunTests
{
    [Fact]
    public async Task It_listens_where_the_settings_say_be_it_in_the_environment()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["CONNECTORS_GATEWAY__LISTEN"] = "127.0.0.2:0" };
        var settings = SettingsLoader.Load(new Hub(TextWriter.Null).SettingTypes, new SettingSources { DataDirectory = folder.Path, Environment = environment });
        var options = new HubOptions { Role = HubRole.Provider, DataDirectory = Path.Combine(folder.Path, "data"), Settings = settings, NoAuth = true };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var output = new FirstLine();

        var running = new ProviderRun(options, output).RunAsync(stop.Token);

        Assert.StartsWith("Connectors provider 'process' serves the faas-provider API at http://127.0.0.2:", await output.Line.WaitAsync(TimeSpan.FromSeconds(30), stop.Token));
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> line = new();

        public Task<string> Line => line.Task;

        public override Task WriteLineAsync(string? value)
        {
            line.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
