using System.Text;
using System.Text.Json;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class ClassicOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(24576)]
    [InlineData(24577)]
    [InlineData(1_000_001)]
    public async Task The_program_reads_headers_and_body_as_one_object(int size)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { MarshalRequest = true });
        var body = new byte[size];
        new Random(size).NextBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("x-call-id", "7\"\\");
        request.Headers.TryAddWithoutValidation("X-Two", ["a", "b"]);
        request.Headers.TransferEncodingChunked = size % 2 == 1;
        using var response = await watchdog.Client.SendAsync(request, Token);
        using var read = JsonDocument.Parse(await TextAsync(response));
        Assert.Equal(["header", "body"], read.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(body, read.RootElement.GetProperty("body").GetProperty("raw").GetBytesFromBase64());
        var header = read.RootElement.GetProperty("header");
        Assert.Equal("7\"\\", header.GetProperty("X-Call-Id")[0].GetString());
        Assert.Equal("a, b", string.Join(", ", header.GetProperty("X-Two").EnumerateArray().Select(value => value.GetString())));
        Assert.False(header.TryGetProperty("Host", out _));
    }

    [Fact]
    public async Task A_body_that_drips_is_one_text_in_base64()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { MarshalRequest = true });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var letter in "dripping")
            await request.Stream.WriteAsync(Encoding.ASCII.GetBytes($"1\r\n{letter}\r\n"), Token);
        await request.Stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Token);
        Assert.EndsWith("\"body\":{\"raw\":\"" + Convert.ToBase64String("dripping"u8) + "\"}}", await request.ReadToEndAsync());
    }

    [Fact]
    public async Task Without_cgi_headers_the_program_has_its_own_environment_alone()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("env", options => options with { CgiHeaders = false });
        var lines = (await watchdog.PostTextAsync("x", "/path?query")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["PATH"], lines.Select(line => line.Split('=')[0]));
    }

    [Fact]
    public async Task Write_debug_logs_the_output_and_what_was_asked_for_and_no_number_of_bytes()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'echo one; printf two'", options => options with { WriteDebug = true });
        Assert.Equal("one\ntwo", await watchdog.PostTextAsync("", "/some/path?a=b"));
        Assert.Equal(["Query  a=b", "Path  /some/path", "Forking fprocess.", "one", "two"], watchdog.Lines.Take(5));
        Assert.Matches(@"^Duration: \d+\.\d{6}s$", watchdog.Lines[5]);
        await using var failing = await RunningWatchdog.StartAsync("sh -c 'echo why; exit 2'", options => options with { WriteDebug = true });
        await failing.PostTextAsync("");
        Assert.Contains("why", failing.Lines);
        Assert.Contains("Success=false, Error=exit status 2", failing.Lines);
    }

    [Fact]
    public async Task Debug_headers_logs_headers_both_ways_and_no_credentials()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { DebugHeaders = true });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("x") };
        request.Headers.TryAddWithoutValidation("X-Call-Id", "7");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer hidden");
        using var response = await watchdog.Client.SendAsync(request, Token);
        Assert.Contains("[in] X-Call-Id=[7]", watchdog.Lines);
        Assert.Contains("[in] Authorization=[not shown]", watchdog.Lines);
        Assert.Contains(watchdog.Lines, line => line.StartsWith("[out] X-Duration-Seconds=[", StringComparison.Ordinal));
        Assert.DoesNotContain(watchdog.Lines, line => line.Contains("hidden"));
    }
}
