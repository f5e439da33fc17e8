using System.Globalization;
using Connectors.Watchdog.Tests.Upstreams;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Modes;

/// <summary>Much and many: nothing grows with them.</summary>
public sealed class LongRunTests
{
    private const int Megabyte = 1 << 20;

    private static int Runs => Setting("CONNECTORS_TEST_WATCHDOG_RUNS", 1_000);

    private static long Bytes => Setting("CONNECTORS_TEST_WATCHDOG_MEGABYTES", 256) * (long)Megabyte;

    [Theory]
    [InlineData(WatchdogMode.Classic, false)]
    [InlineData(WatchdogMode.Serializing, false)]
    [InlineData(WatchdogMode.Streaming, false)]
    [InlineData(WatchdogMode.Http, false)]
    [InlineData(WatchdogMode.Http, true)]
    public async Task A_gigabyte_goes_in_and_out_and_the_memory_stays_flat(WatchdogMode mode, bool held)
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is not { } head)
                return;
            var length = ScriptedUpstream.Connection.Length(head);
            await connection.DrainAsync(length);
            await connection.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"));
            await connection.FillAsync(length);
        });
        await using var watchdog = mode is WatchdogMode.Http
            ? await upstream.StartReadyAsync(options => Patient(options) with { BufferRequestBody = held })
            : await RunningWatchdog.StartAsync("cat", options => Patient(options) with { Mode = mode });
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = 0L;
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, string.Create(CultureInfo.InvariantCulture, $"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {Bytes}\r\n\r\n"));
        var sending = SendAsync(request, Bytes);
        var (received, ends) = (0L, "");
        var buffer = new byte[Megabyte];
        for (int read; (read = await request.Stream.ReadAsync(buffer, Token)) > 0; received += read)
        {
            if (received == 0)
                ends = System.Text.Encoding.Latin1.GetString(buffer, 0, Math.Min(read, 15));
            most = Math.Max(most, Environment.WorkingSet);
        }
        await sending;
        Assert.Equal("HTTP/1.1 200 OK", ends);
        Assert.InRange(received, Bytes, Bytes + Bytes / 100);
        Assert.InRange(most - before, long.MinValue, 160L * Megabyte);
    }

    [Theory]
    [InlineData(WatchdogMode.Classic)]
    [InlineData(WatchdogMode.Streaming)]
    public async Task Run_after_run_leaves_no_descriptor_no_thread_and_no_zombie(WatchdogMode mode)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { Mode = mode, CombineOutput = false });
        for (var run = 0; run < 100; run++)
            Assert.Equal("x", await watchdog.PostTextAsync("x"));
        var (descriptors, threads) = (Descriptors(), Threads());
        for (var run = 0; run < Runs; run++)
            Assert.Equal("x", await watchdog.PostTextAsync("x"));
        await watchdog.UntilAsync(() => Descriptors() <= descriptors && Zombies() == 0, $"descriptors go back to {descriptors}, and nobody is left");
        Assert.InRange(Threads(), 0, threads + 10);
        Assert.Empty(watchdog.Server.ProcessIds);
    }

    [Theory]
    [InlineData(WatchdogMode.Classic)]
    [InlineData(WatchdogMode.Serializing)]
    [InlineData(WatchdogMode.Streaming)]
    public async Task Two_hundred_and_fifty_six_at_once_are_all_answered_without_a_thread_each(WatchdogMode mode)
    {
        const int Callers = 256;
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'read line; sleep 1; echo $line'", options => options with { Mode = mode });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => watchdog.PostTextAsync("warm\n")));
        var descriptors = Descriptors();
        for (var round = 0; round < 2; round++)
        {
            var answers = Enumerable.Range(0, Callers).Select(number => watchdog.PostTextAsync(number + "\n")).ToArray();
            await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count >= Callers / 2, "many run at once");
            Assert.InRange(Threads(), 1, 80);
            Assert.Equal(Enumerable.Range(0, Callers).Select(number => number + "\n"), await Task.WhenAll(answers));
        }
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0 && Zombies() == 0, "nobody is left");
        // What is left are the connections of the callers, two ends each.
        Assert.InRange(Descriptors(), 0, descriptors + 2 * Callers + 16);
    }

    private static WatchdogOptions Patient(WatchdogOptions options) => options with
    {
        MaxOutputBytes = 0,
        ReadTimeout = TimeSpan.Zero,
        WriteTimeout = TimeSpan.Zero,
    };

    private static async Task SendAsync(RawRequest request, long count)
    {
        var piece = new byte[256 * 1024];
        for (; count > 0; count -= piece.Length)
            await request.Stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, count)), Token);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    private static int Descriptors() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));
}
