using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Modes;

/// <summary>The same children, well and ill behaved, under every mode that forks one a request: what the caller gets, and that nobody is left.</summary>
public sealed class ChildTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static TheoryData<string, WatchdogMode, int, string?> Children => new()
    {
        // A slow one is waited for.
        { "sh -c 'sleep 0.3; cat'", WatchdogMode.Classic, 200, "input" },
        { "sh -c 'sleep 0.3; cat'", WatchdogMode.Serializing, 200, "input" },
        { "sh -c 'sleep 0.3; cat'", WatchdogMode.Streaming, 200, "input" },

        // One that crashes, before and after its first word.
        { "sh -c 'kill -ABRT $$'", WatchdogMode.Classic, 500, "signal: aborted\n" },
        { "sh -c 'kill -ABRT $$'", WatchdogMode.Serializing, 500, "signal: aborted" },
        { "sh -c 'kill -ABRT $$'", WatchdogMode.Streaming, 500, "signal: aborted\n" },
        { "sh -c 'echo word; kill -ABRT $$'", WatchdogMode.Classic, 500, "signal: aborted\nword\n" },
        { "sh -c 'echo word; kill -ABRT $$'", WatchdogMode.Serializing, 500, "signal: aborted" },
        { "sh -c 'echo word; kill -ABRT $$'", WatchdogMode.Streaming, 200, null },

        // One that hangs, silent or not.
        { "sleep 1000", WatchdogMode.Classic, 408, "Killed process." },
        { "sleep 1000", WatchdogMode.Serializing, 500, "signal: killed" },
        { "sleep 1000", WatchdogMode.Streaming, 200, null },
        { "sh -c 'echo word; sleep 1000'", WatchdogMode.Classic, 408, "Killed process." },
        { "sh -c 'echo word; sleep 1000'", WatchdogMode.Serializing, 500, "signal: killed" },
        { "sh -c 'echo word; sleep 1000'", WatchdogMode.Streaming, 200, null },

        // One that does not want to be stopped.
        { "sh -c 'trap \"\" TERM INT HUP; sleep 1000'", WatchdogMode.Classic, 408, "Killed process." },
        { "sh -c 'trap \"\" TERM INT HUP; sleep 1000'", WatchdogMode.Serializing, 500, "signal: killed" },

        // One that says nothing at all.
        { "true", WatchdogMode.Classic, 200, "" },
        { "true", WatchdogMode.Serializing, 200, "" },
        { "true", WatchdogMode.Streaming, 200, "" },

        // One that never ends its answer.
        { "yes", WatchdogMode.Classic, 500, "The output is longer than 4MiB; the process was killed. The streaming mode has no such limit." },
        { "yes", WatchdogMode.Serializing, 500, "The output is longer than 4MiB; the process was killed. The streaming mode has no such limit." },
        { "yes", WatchdogMode.Streaming, 200, null },
    };

    [Theory]
    [MemberData(nameof(Children))]
    public async Task Every_child_gets_its_due_and_the_caller_the_truth(string process, WatchdogMode mode, int status, string? expected)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var watchdog = await StartAsync(process, mode, options => options with { ExecTimeout = Limit, WriteTimeout = TimeSpan.Zero, ReadTimeout = TimeSpan.Zero }, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("input") };
        var answering = watchdog.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await PassTimeAsync(watchdog, time, process, answering);
        using var response = await answering;
        Assert.Equal(status, (int)response.StatusCode);
        if (expected is not null)
        {
            Assert.Equal(expected, await TextAsync(response));
        }
        else
        {
            // The status was out before its fate was known: that it is not whole shows at its end.
            time.Advance(Limit);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.CopyToAsync(Stream.Null, Token));
        }
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0 && Zombies() == 0, "nobody is left");
        Assert.DoesNotContain(watchdog.Lines, line => line.Contains("failed to serve") || line.Contains("unhandled"));
    }

    [Theory]
    [InlineData(WatchdogMode.Classic)]
    [InlineData(WatchdogMode.Serializing)]
    [InlineData(WatchdogMode.Streaming)]
    public async Task Bytes_of_every_value_pass_both_ways(WatchdogMode mode)
    {
        await using var watchdog = await StartAsync("cat", mode);
        var bytes = new byte[1 << 20];
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)(at * 7 + (at >> 8));
        using var response = await watchdog.Client.PostAsync("/", new ByteArrayContent(bytes), Token);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await response.Content.ReadAsByteArrayAsync(Token)));
    }

    [Theory]
    [InlineData(WatchdogMode.Classic)]
    [InlineData(WatchdogMode.Serializing)]
    [InlineData(WatchdogMode.Streaming)]
    public async Task A_program_that_is_gone_is_500_and_the_next_call_is_served(WatchdogMode mode)
    {
        var folder = Directory.CreateTempSubdirectory("watchdog-").FullName;
        try
        {
            var program = Path.Combine(folder, "program");
            File.WriteAllText(program, "#!/bin/sh\ncat\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            await using var watchdog = await StartAsync(program, mode);
            File.Move(program, program + ".away");
            using var response = await watchdog.PostAsync("x");
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            File.Move(program + ".away", program);
            Assert.Equal("x", await watchdog.PostTextAsync("x"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Time passes for those alone that would take for ever.
    private static async Task PassTimeAsync(RunningWatchdog watchdog, FakeTimeProvider time, string process, Task answering)
    {
        if (!process.Contains("1000", StringComparison.Ordinal))
            return;
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1 || answering.IsCompleted, "it runs");
        time.Advance(Limit);
    }

    private static Task<RunningWatchdog> StartAsync(string process, WatchdogMode mode, Func<WatchdogOptions, WatchdogOptions>? with = null, TimeProvider? time = null) =>
        RunningWatchdog.StartAsync(process, options => (with ?? (same => same))(options with { Mode = mode, MaxOutputBytes = 4 << 20 }), time);
}
