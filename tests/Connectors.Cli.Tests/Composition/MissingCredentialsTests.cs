using System.Globalization;
using Connectors.Cli.Commands;
using Connectors.Cli.Composition;

namespace Connectors.Cli.Tests.Composition;

/// <summary>No command starts without the credentials it was told to use.</summary>
public sealed class MissingCredentialsTests : IDisposable
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
    [InlineData("up")]
    [InlineData("gateway")]
    [InlineData("provider process")]
    [InlineData("connect cron")]
    [InlineData("connect webhooks")]
    public async Task Those_that_are_mounted_must_be_there(string command)
    {
        folder.Write("mount/basic-auth-user", "ada");
        Assert.Equal(2, await RunAsync(command, mounted: true));
        Assert.Contains(Path.Combine(folder.Path, "mount", "basic-auth-password"), error.ToString());
        Assert.Contains("secret_mount_path", error.ToString());
    }

    [Theory]
    [InlineData("up")]
    [InlineData("gateway")]
    [InlineData("provider process")]
    [InlineData("connect cron")]
    [InlineData("connect events")]
    public async Task Those_of_the_data_directory_must_not_be_empty(string command)
    {
        folder.Write("data/secrets/basic-auth-user", "ada");
        var file = folder.Write("data/secrets/basic-auth-password", "\n");
        Assert.Equal(2, await RunAsync(command));
        Assert.Contains(file, error.ToString());
        Assert.Contains("empty", error.ToString());
    }

    [Fact]
    public async Task Routes_of_connectors_are_not_served_to_everybody_for_want_of_credentials()
    {
        Assert.Equal(2, await RunAsync("connect events"));
        Assert.Contains(Path.Combine(folder.Path, "data", "secrets", "basic-auth-user"), error.ToString());
        Assert.Contains("--data", error.ToString());
    }

    [Fact]
    public async Task A_worker_says_which_file_holds_nothing()
    {
        var file = folder.Write("data/secrets/basic-auth-user", "");
        folder.Write("data/secrets/basic-auth-password", "one");
        var data = Path.Combine(folder.Path, "data");
        var settings = Cli.Settings.SettingsLoader.Load(new Hub(output).SettingTypes, new Cli.Settings.SettingSources { DataDirectory = data });
        var run = new WorkerRun(new HubOptions { Role = HubRole.Worker, DataDirectory = data, Settings = settings, Variable = _ => null }, output, _ => { });
        var missing = await Assert.ThrowsAsync<Cli.Data.MissingSecretException>(() => run.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains(file, missing.Message);
    }

    private async Task<int> RunAsync(string command, bool mounted = false)
    {
        var environment = new Dictionary<string, string> { ["CONNECTORS_GATEWAY__LISTEN"] = "127.0.0.1:0", ["CONNECTORS_GATEWAY__METRICS_LISTEN"] = "127.0.0.1:0" };
        if (mounted)
            (environment["basic_auth"], environment["secret_mount_path"]) = ("true", Path.Combine(folder.Path, "mount"));
        var surroundings = new CommandSurroundings(folder.Path, environment, output, error);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        return await new CommandTree(new Hub(output), surroundings).RunAsync([.. command.Split(' '), "--data", Path.Combine(folder.Path, "data")], deadline.Token);
    }
}
