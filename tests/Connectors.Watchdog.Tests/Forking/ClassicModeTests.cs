using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class ClassicModeTests
{
    [Fact]
    public async Task Output_is_the_answer_with_its_duration_and_a_line_in_the_log()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("tr a-z A-Z");
        using var response = await watchdog.PostAsync("hello");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("HELLO", await TextAsync(response));
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Matches(@"^\d+\.\d{6}$", response.Headers.GetValues("X-Duration-Seconds").Single());
        Assert.Equal("Forking fprocess.", watchdog.Lines[0]);
        Assert.Matches(@"^Wrote 5 Bytes - Duration: \d+\.\d{6}s$", watchdog.Lines[1]);
    }

    [Theory]
    [InlineData(null, null, "text/plain")]
    [InlineData(null, "application/json", "application/json")]
    [InlineData("image/png", "application/json", "image/png")]
    public async Task The_content_type_is_the_configured_or_the_requests_or_plain_text(string? configured, string? sent, string expected)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { ContentType = configured });
        using var content = new ByteArrayContent([1]);
        content.Headers.ContentType = sent is null ? null : MediaTypeHeaderValue.Parse(sent);
        using var response = await watchdog.Client.PostAsync("/", content, Token);
        Assert.Equal(expected, response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("POST", 200)]
    [InlineData("PUT", 200)]
    [InlineData("PATCH", 200)]
    [InlineData("DELETE", 200)]
    [InlineData("HEAD", 405)]
    [InlineData("OPTIONS", 405)]
    [InlineData("BREW", 405)]
    public async Task Only_five_verbs_run_the_program(string verb, int status)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'printf $Http_Method'", options => options with { Environment = PathOnly });
        using var response = await watchdog.Client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), "/"), Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? verb : "", await TextAsync(response));
    }

    [Theory]
    [InlineData("sh -c 'echo some output; exit 3'", "exit status 3\nsome output\n")]
    [InlineData("sh -c 'exit 1'", "exit status 1\n")]
    [InlineData("sh -c 'kill -SEGV $$'", "signal: segmentation fault\n")]
    [InlineData("sh -c 'echo wrong >&2; exit 2'", "exit status 2\nwrong\n")]
    public async Task A_failing_program_is_500_with_error_and_output(string process, string expected)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process);
        using var response = await watchdog.PostAsync("ignored");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(expected, await TextAsync(response));
        Assert.False(response.Headers.Contains("X-Duration-Seconds"));
    }

    [Fact]
    public async Task Standard_error_goes_to_the_caller_in_order_or_line_by_line_to_the_log()
    {
        const string process = "sh -c 'echo one; echo two >&2; echo three; printf four >&2'";
        await using var combined = await RunningWatchdog.StartAsync(process);
        Assert.Equal("one\ntwo\nthree\nfour", await combined.PostTextAsync(""));
        await using var apart = await RunningWatchdog.StartAsync(process, options => options with { CombineOutput = false });
        Assert.Equal("one\nthree\n", await apart.PostTextAsync(""));
        Assert.Equal(["two", "four"], apart.Lines.Skip(1).Take(2));
    }

    [Fact]
    public async Task Ten_megabytes_of_anything_pass_through_unchanged()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        var bytes = RandomNumberGenerator.GetBytes(10 << 20);
        using var response = await watchdog.Client.PostAsync("/", new ByteArrayContent(bytes), Token);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await response.Content.ReadAsByteArrayAsync(Token)));
    }

    [Theory]
    [InlineData("true", "")]
    [InlineData("echo done", "done\n")]
    [InlineData("sh -c 'exec <&-; sleep 0.1; echo closed'", "closed\n")]
    [InlineData("head -c 3", "\0\0\0")]
    public async Task A_program_that_does_not_read_its_input_succeeds(string process, string expected)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process);
        using var response = await watchdog.Client.PostAsync("/", new ByteArrayContent(new byte[4 << 20]), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, await TextAsync(response));
    }

    [Fact]
    public async Task Output_without_end_is_500_and_kills_the_group()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("yes", options => options with { MaxOutputBytes = 1 << 20 });
        using var response = await watchdog.PostAsync("");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("The output is longer than 1MiB; the process was killed. The streaming mode has no such limit.", await TextAsync(response));
        Assert.Empty(watchdog.Server.ProcessIds);
    }

    [Fact]
    public async Task A_hundred_at_once_are_all_answered_and_nobody_holds_a_thread()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'read line; sleep 1; echo $line'");
        var answers = Enumerable.Range(0, 100).Select(number => watchdog.PostTextAsync(number + "\n")).ToArray();
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count >= 60, "many run at once");
        var threads = Directory.GetDirectories("/proc/self/task").Length;
        Assert.InRange(threads, 1, 60);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => number + "\n"), await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Five_hundred_runs_leave_neither_descriptors_nor_zombies()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { CombineOutput = false });
        for (var run = 0; run < 50; run++)
            Assert.Equal("x", await watchdog.PostTextAsync("x"));
        var before = Descriptors();
        for (var run = 0; run < 500; run++)
            Assert.Equal("x", await watchdog.PostTextAsync("x"));
        await watchdog.UntilAsync(() => Descriptors() <= before, $"descriptors go back to {before}");
        await watchdog.UntilAsync(() => Zombies() == 0, "no zombies");
        Assert.Empty(watchdog.Server.ProcessIds);
    }

    // The runtime opens assemblies when it first needs them.
    private static int Descriptors() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));
}
