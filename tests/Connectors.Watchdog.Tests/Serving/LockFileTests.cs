using System.Net;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Serving;

public sealed class LockFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("watchdog-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string File => Path.Combine(folder, "tmp", ".lock");

    [Fact]
    public async Task It_is_there_while_requests_are_served_and_gone_before_the_drain()
    {
        await using var watchdog = await StartAsync();
        Assert.True(System.IO.File.Exists(File));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(watchdog, "/_/health"));
        watchdog.Server.Withdraw();
        Assert.False(System.IO.File.Exists(File));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(watchdog, "/_/health"));
        Assert.Equal([$"Writing lock-file to: {File}", $"Removing lock-file : {File}"], watchdog.Lines);
    }

    [Fact]
    public async Task Without_it_the_function_is_neither_healthy_nor_ready()
    {
        await using var watchdog = await StartAsync();
        System.IO.File.Delete(File);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(watchdog, "/_/health"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(watchdog, "/_/ready"));
        Assert.Equal("x", await watchdog.PostTextAsync("x"));
    }

    [Fact]
    public async Task Suppressed_it_is_somebody_elses_to_make_and_to_take_away()
    {
        await using var watchdog = await StartAsync(options => options with { SuppressLock = true });
        Assert.False(System.IO.File.Exists(File));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(watchdog, "/_/health"));
        Assert.StartsWith("Warning: \"suppress_lock\" is enabled.", Assert.Single(watchdog.Lines));
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(watchdog, "/_/health"));
        await watchdog.Server.StopAsync(TimeSpan.Zero);
        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task One_that_cannot_be_written_is_refused_with_the_way_out()
    {
        System.IO.File.WriteAllText(Path.Combine(folder, "tmp"), "no folder");
        var fault = await Assert.ThrowsAsync<WatchdogStartException>(() => StartAsync());
        Assert.StartsWith($"The lock file {File} cannot be written: ", fault.Message);
        Assert.EndsWith("set suppress_lock=true and make the file by other means.", fault.Message);
    }

    [Fact]
    public async Task It_is_gone_as_soon_as_the_watchdog_is_to_stop_while_it_still_serves()
    {
        await using var watchdog = await StartAsync();
        watchdog.Server.Withdraw();
        Assert.False(System.IO.File.Exists(File));
        Assert.Equal("still", await watchdog.PostTextAsync("still"));
    }

    private Task<RunningWatchdog> StartAsync(Func<WatchdogOptions, WatchdogOptions>? with = null) =>
        RunningWatchdog.StartAsync("cat", options => (with ?? (same => same))(options with { LockFile = File }));

    private static async Task<HttpStatusCode> StatusAsync(RunningWatchdog watchdog, string path)
    {
        using var response = await watchdog.Client.GetAsync(path, Token);
        return response.StatusCode;
    }
}
