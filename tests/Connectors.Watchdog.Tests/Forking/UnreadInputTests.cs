using System.Text;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class UnreadInputTests
{
    private const int Length = 4 << 20;

    [Theory]
    [InlineData(WatchdogMode.Classic, "echo hi", 200, "hi\n")]
    [InlineData(WatchdogMode.Classic, "sh -c 'exit 3'", 500, "exit status 3\n")]
    [InlineData(WatchdogMode.Streaming, "echo hi", 200, "hi\n")]
    [InlineData(WatchdogMode.Streaming, "sh -c 'exit 3'", 500, "exit status 3\n")]
    public async Task A_caller_can_send_its_whole_body_after_the_program_has_ended(WatchdogMode mode, string process, int status, string expected)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process, options => options with { Mode = mode });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {Length}\r\n\r\n");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        var piece = new byte[Length / 64];
        for (var i = 0; i < 64; i++)
        {
            await request.Stream.WriteAsync(piece, Token);
            await Task.Yield();
        }
        Assert.StartsWith($"HTTP/1.1 {status} ", await request.ReadUntilAsync(mode is WatchdogMode.Streaming && status == 200 ? "hi\n\r\n0\r\n\r\n" : expected));

        // The body was read to its end, so that the connection is good for more.
        await request.Stream.WriteAsync(Encoding.Latin1.GetBytes("GET /_/health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), Token);
        Assert.StartsWith("HTTP/1.1 200 ", await request.ReadToEndAsync());
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    public async Task The_rest_of_a_body_nobody_reads_is_waited_for_only_so_long(int readSeconds, int writeSeconds)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var watchdog = await RunningWatchdog.StartAsync(
            "echo hi", options => options with { ReadTimeout = TimeSpan.FromSeconds(readSeconds), WriteTimeout = TimeSpan.FromSeconds(writeSeconds) }, time);
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
        await watchdog.UntilAsync(() => watchdog.Lines.Count > 0, "it runs");
        var pid = 0;
        await watchdog.UntilAsync(() => (pid = watchdog.Server.ProcessIds.FirstOrDefault()) != 0 && !IsAlive(pid), "the program has ended");
        await watchdog.UntilAsync(() => !Directory.Exists($"/proc/{pid}"), "it was collected");
        time.Advance(TimeSpan.FromSeconds(3));
        var answer = await request.ReadUntilAsync("hi\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer);
    }
}
