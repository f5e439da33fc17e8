using System.Runtime.Versioning;
using Connectors.Cli.Composition;
using Connectors.Cli.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Cli.Tests.Data;

[UnsupportedOSPlatform("windows")]
public sealed class LiveCredentialsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SecretFiles secrets;

    public LiveCredentialsTests() => secrets = new SecretFiles(Path.Combine(folder.Path, "secrets"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_the_files_hold_is_in_force_once_it_has_been_read_twice()
    {
        var live = Hub("ada", "sesame");
        Write("ada", "two");
        Assert.False(live.Refresh());
        Assert.Equal("sesame", live.Current!.Password);
        Assert.True(live.Refresh());
        Assert.Equal("two", live.Current.Password);
        Assert.False(live.Refresh());
    }

    [Fact]
    public void Halves_of_two_versions_are_never_in_force()
    {
        var live = Hub("ada", "sesame");
        folder.Write("secrets/basic-auth-user", "eve");
        Assert.False(live.Refresh());
        folder.Write("secrets/basic-auth-password", "two");
        Assert.False(live.Refresh());
        Assert.Equal(("ada", "sesame"), (live.Current!.User, live.Current.Password));
        Assert.True(live.Refresh());
        Assert.Equal(("eve", "two"), (live.Current.User, live.Current.Password));
    }

    [Fact]
    public void The_swap_of_a_link_is_seen_as_Kubernetes_does_it()
    {
        folder.Write("mount/..1/basic-auth-user", "ada");
        folder.Write("mount/..1/basic-auth-password", "sesame");
        folder.Write("mount/..2/basic-auth-user", "ada");
        folder.Write("mount/..2/basic-auth-password", "two");
        var mount = Path.Combine(folder.Path, "mount");
        File.CreateSymbolicLink(Path.Combine(mount, "..data"), "..1");
        foreach (var name in new[] { "basic-auth-user", "basic-auth-password" })
            File.CreateSymbolicLink(Path.Combine(mount, name), Path.Combine("..data", name));
        var live = GatewayLogin.OfClient(secrets, name => name == "basic_auth" ? "true" : name == "secret_mount_path" ? mount : null);
        Assert.Equal("sesame", live.Current!.Password);

        File.CreateSymbolicLink(Path.Combine(mount, "..tmp"), "..2");
        using (var mv = System.Diagnostics.Process.Start("mv", ["-T", Path.Combine(mount, "..tmp"), Path.Combine(mount, "..data")]))
            mv.WaitForExit();

        Assert.False(live.Refresh());
        Assert.True(live.Refresh());
        Assert.Equal("two", live.Current.Password);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("gone")]
    [InlineData("all gone")]
    [InlineData("a directory")]
    public void The_last_good_ones_stay_in_force_and_the_file_is_named(string how)
    {
        var live = Hub("ada", "sesame");
        var file = live.Current!.PasswordFile;
        File.Delete(file);
        if (how == "empty")
            File.WriteAllText(file, " \n");
        if (how == "all gone")
            File.Delete(live.Current.UserFile);
        if (how == "a directory")
            Directory.CreateDirectory(file);

        Assert.False(live.Refresh());
        Assert.False(live.Refresh());
        Assert.Equal(("ada", "sesame"), (live.Current.User, live.Current.Password));
        Assert.Contains(file, live.Fault);
        Assert.DoesNotContain("sesame", live.Fault);

        if (how == "a directory")
            Directory.Delete(file);
        Write("ada", "two");
        Assert.False(live.Refresh());
        Assert.Null(live.Fault);
        Assert.True(live.Refresh());
        Assert.Equal("two", live.Current.Password);
    }

    [Fact]
    public void Those_of_a_hub_that_starts_later_are_taken_up()
    {
        var live = GatewayLogin.OfClient(secrets, _ => null);
        Assert.Null(live.Current);
        Assert.False(live.Refresh());
        Assert.Null(live.Fault);
        Write("ada", "sesame");
        Assert.False(live.Refresh());
        Assert.True(live.Refresh());
        Assert.Equal("sesame", live.Current!.Password);
    }

    [Fact]
    public async Task The_watch_tells_a_fault_once_and_its_end()
    {
        var live = Hub("ada", "sesame");
        var (time, log) = (new FakeTimeProvider(), new Lines());
        using var watch = new CredentialsWatch([live], time, log);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        File.Delete(live.Current!.PasswordFile);

        var stale = await log.NextAsync(time);
        Write("ada", "sesame");
        var mended = await log.NextAsync(time);
        Write("ada", "two");
        var changed = await log.NextAsync(time);
        await watch.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("basic-auth-password", stale);
        Assert.Contains("stay in force", stale);
        Assert.Contains("can be read again", mended);
        Assert.Contains("other credentials", changed);
    }

    private LiveCredentials Hub(string user, string password)
    {
        Write(user, password);
        return GatewayLogin.OfHub(secrets, _ => null, noAuth: false)!;
    }

    private void Write(string user, string password)
    {
        folder.Write("secrets/basic-auth-user", user);
        folder.Write("secrets/basic-auth-password", password);
    }

    private sealed class Lines : ILogger<CredentialsWatch>
    {
        private readonly System.Threading.Channels.Channel<string> lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Writer.TryWrite(formatter(state, exception));

        /// <summary>The next line, the clock being moved on until it comes; one told twice would stand in the place of another.</summary>
        public async Task<string> NextAsync(FakeTimeProvider time)
        {
            var next = lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
            while (!next.IsCompleted)
            {
                time.Advance(CredentialsWatch.Interval);
                await Task.Yield();
            }
            return await next;
        }
    }
}
