namespace Connectors.Watchdog.Native.Tests.Roots;

/// <summary>Where there is nothing but the watchdog, busybox and a few devices.</summary>
public sealed class RootDirectoryTests
{
    [Theory]
    [InlineData("classic")]
    [InlineData("serializing")]
    [InlineData("streaming")]
    public async Task Programs_are_run(string mode)
    {
        using var root = await RootDirectory.MakeAsync();
        await using var watchdog = await RunningBinary.StartAsync(root.Wrapper, RootDirectory.Watchdog, ("fprocess", "tr a-z A-Z"), ("mode", mode), ("PATH", "/bin:/usr/sbin"));
        Assert.Equal("HELLO", await watchdog.PostAsync("hello"));
        Assert.Equal(200, await watchdog.StatusAsync("/_/ready"));
    }

    [Fact]
    public async Task A_long_lived_server_is_served()
    {
        using var root = await RootDirectory.MakeAsync();
        await File.WriteAllTextAsync(Path.Combine(root.Path, "srv/index.html"), "from busybox\n", RunningBinary.Token);
        await using var watchdog = await RunningBinary.StartAsync(
            root.Wrapper, RootDirectory.Watchdog, ("fprocess", "sh -c 'exec httpd -f -p 127.0.0.1:$PORT -h /srv'"), ("mode", "http"), ("PATH", "/bin:/usr/sbin"));
        await watchdog.UntilAsync(() => watchdog.Said.Contains("accepts connections", StringComparison.Ordinal), "the server is up");
        Assert.Equal("from busybox\n", await watchdog.Client.GetStringAsync("/index.html", RunningBinary.Token));
    }

    [Fact]
    public async Task Files_are_served()
    {
        using var root = await RootDirectory.MakeAsync();
        await File.WriteAllTextAsync(Path.Combine(root.Path, "srv/page.txt"), "0123456789", RunningBinary.Token);
        await using var watchdog = await RunningBinary.StartAsync(root.Wrapper, RootDirectory.Watchdog, ("mode", "static"), ("static_path", "/srv"), ("PATH", "/bin:/usr/sbin"));
        Assert.Equal("0123456789", await watchdog.Client.GetStringAsync("/page.txt", RunningBinary.Token));
    }

    [Fact]
    public async Task It_collects_orphans_where_no_proc_tells_of_them()
    {
        using var root = await RootDirectory.MakeAsync();
        string[] wrapper = ["unshare", "--pid", "--fork", "--kill-child", .. root.Wrapper];
        await using var watchdog = await RunningBinary.StartAsync(
            wrapper, RootDirectory.Watchdog, ("fprocess", "sh -c 'setsid sh -c \"sleep 0.1 &\" >/dev/null 2>&1 </dev/null; cat'"), ("PATH", "/bin:/usr/sbin"));
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => Assert.Equal($"{number}", await watchdog.PostAsync($"{number}")));
        await watchdog.UntilAsync(() => RunningBinary.Children(watchdog.Pid).Count == 0, "nobody is left");
    }
}
