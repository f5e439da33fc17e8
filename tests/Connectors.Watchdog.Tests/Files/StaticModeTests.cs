using System.Net;
using System.Net.Http.Headers;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Files;

public sealed class StaticModeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("watchdog-").FullName;

    public StaticModeTests()
    {
        Write("outside.txt", "outside");
        Write("root/index.html", "<p>home</p>");
        Write("root/data.json", "{}");
        Write("root/letters.txt", "abcdefghij");
        Write("root/no-extension", "raw");
        Write("root/a b/é.txt", "odd name");
        Write("root/docs/index.html", "docs");
        Write("root/empty/only.txt", "x");
        Write("root/.env", "SECRET=1");
        Write("root/.git/config", "hidden");
        Write("root/.well-known/security.txt", "contact");
        Write("rootless/secret.txt", "sibling");
        File.CreateSymbolicLink(Path.Combine(folder, "root/inside-link.txt"), "letters.txt");
        File.CreateSymbolicLink(Path.Combine(folder, "root/outside-link.txt"), "../outside.txt");
        Directory.CreateSymbolicLink(Path.Combine(folder, "root/outside-folder"), "../rootless");
        File.CreateSymbolicLink(Path.Combine(folder, "root/dangling.txt"), "nowhere");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("/", 200, "text/html; charset=utf-8", "<p>home</p>")]
    [InlineData("/index.html", 200, "text/html; charset=utf-8", "<p>home</p>")]
    [InlineData("/docs/", 200, "text/html; charset=utf-8", "docs")]
    [InlineData("/data.json?v=1", 200, "application/json", "{}")]
    [InlineData("/letters.txt", 200, "text/plain; charset=utf-8", "abcdefghij")]
    [InlineData("/no-extension", 200, "application/octet-stream", "raw")]
    [InlineData("/a%20b/%C3%A9.txt", 200, "text/plain; charset=utf-8", "odd name")]
    [InlineData("/inside-link.txt", 200, "text/plain; charset=utf-8", "abcdefghij")]
    [InlineData("/.well-known/security.txt", 200, "text/plain; charset=utf-8", "contact")]
    [InlineData("/missing", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/empty/", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    [InlineData("/dangling.txt", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    public async Task Files_are_served_with_their_types(string path, int status, string type, string expected)
    {
        await using var watchdog = await StartAsync();
        using var response = await watchdog.Client.GetAsync(path, Token);
        Assert.Equal((status, type, expected), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString(), await TextAsync(response)));
    }

    [Theory]
    [InlineData("/../outside.txt")]
    [InlineData("/%2e%2e/outside.txt")]
    [InlineData("/..%2foutside.txt")]
    [InlineData("/%2e%2e%2foutside.txt")]
    [InlineData("/docs/..%2f..%2foutside.txt")]
    [InlineData("/docs/%252e%252e/%252e%252e/outside.txt")]
    [InlineData("/..\\outside.txt")]
    [InlineData("/..%5coutside.txt")]
    [InlineData("/../rootless/secret.txt")]
    [InlineData("//../outside.txt")]
    [InlineData("/outside-link.txt")]
    [InlineData("/outside-folder/secret.txt")]
    [InlineData("/.env")]
    [InlineData("/%2eenv")]
    [InlineData("/.git/config")]
    [InlineData("/docs/../.git/config")]
    [InlineData("/letters.txt%00.html")]
    [InlineData("/./.env")]
    public async Task What_lies_outside_or_is_hidden_is_not_there(string target)
    {
        await using var watchdog = await StartAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        var answer = await request.ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 (404|400) ", answer);
        Assert.DoesNotMatch("outside$|sibling|SECRET|hidden|abcdefghij", answer);
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "cde")]
    [InlineData("bytes=7-", 206, "hij")]
    [InlineData("bytes=-2", 206, "ij")]
    [InlineData("bytes=0-99", 206, "abcdefghij")]
    [InlineData("bytes=20-30", 416, "")]
    [InlineData("lines=1-2", 200, "abcdefghij")]
    public async Task Ranges_are_honoured(string range, int status, string expected)
    {
        await using var watchdog = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/letters.txt");
        request.Headers.TryAddWithoutValidation("Range", range);
        using var response = await watchdog.Client.SendAsync(request, Token);
        Assert.Equal((status, expected), ((int)response.StatusCode, await TextAsync(response)));
    }

    [Fact]
    public async Task What_the_caller_has_already_is_not_sent_again()
    {
        await using var watchdog = await StartAsync();
        using var first = await watchdog.Client.GetAsync("/letters.txt", Token);
        using var same = new HttpRequestMessage(HttpMethod.Get, "/letters.txt");
        same.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var since = new HttpRequestMessage(HttpMethod.Get, "/letters.txt");
        since.Headers.IfModifiedSince = first.Content.Headers.LastModified;
        using var other = new HttpRequestMessage(HttpMethod.Get, "/letters.txt");
        other.Headers.IfMatch.Add(new EntityTagHeaderValue("\"other\""));
        foreach (var (request, status) in new[] { (same, HttpStatusCode.NotModified), (since, HttpStatusCode.NotModified), (other, HttpStatusCode.PreconditionFailed) })
        {
            using var response = await watchdog.Client.SendAsync(request, Token);
            Assert.Equal((status, ""), (response.StatusCode, await TextAsync(response)));
        }
    }

    [Fact]
    public async Task Head_has_no_body_and_other_verbs_are_405()
    {
        await using var watchdog = await StartAsync();
        using var head = await watchdog.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/letters.txt"), Token);
        Assert.Equal((HttpStatusCode.OK, 10L, ""), (head.StatusCode, head.Content.Headers.ContentLength!.Value, await TextAsync(head)));
        foreach (var verb in new[] { "POST", "PUT", "DELETE", "OPTIONS", "BREW" })
        {
            using var response = await watchdog.Client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), "/letters.txt"), Token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task A_directory_without_its_slash_is_a_redirect_to_it()
    {
        await using var watchdog = await StartAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "GET /docs?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        var answer = await request.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 301 ", answer);
        Assert.Contains("\r\nLocation: ./docs/?x=1\r\n", answer);
    }

    [Theory]
    [InlineData("/pipe")]
    [InlineData("/folder-of-pipe/index.html")]
    [InlineData("/socket-like-link")]
    public async Task What_is_no_ordinary_file_is_not_there_and_nobody_waits_for_it(string path)
    {
        Directory.CreateDirectory(Path.Combine(folder, "root/folder-of-pipe"));
        foreach (var pipe in new[] { "root/pipe", "root/folder-of-pipe/index.html" })
        {
            using var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(folder, pipe)]);
            await made.WaitForExitAsync(Token);
        }
        File.CreateSymbolicLink(Path.Combine(folder, "root/socket-like-link"), "pipe");
        await using var watchdog = await StartAsync();
        using var answer = await watchdog.Client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void A_link_that_takes_a_files_place_after_the_look_is_not_followed()
    {
        var path = Path.Combine(folder, "root/letters.txt");
        var file = new Connectors.Watchdog.Files.RootedFiles(Path.Combine(folder, "root")).GetFileInfo("/letters.txt");
        Assert.True(file.Exists);
        File.Delete(path);
        File.CreateSymbolicLink(path, "../outside.txt");
        Assert.Throws<FileNotFoundException>(file.CreateReadStream);
        Assert.Null(file.PhysicalPath);
    }

    [Fact]
    public async Task A_redirect_leads_nowhere_else()
    {
        await using var watchdog = await StartAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "GET //evil.example/..%2fdocs HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain("\r\nLocation: //", await request.ReadToEndAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_refused_by_name()
    {
        var fault = await Assert.ThrowsAsync<WatchdogStartException>(() => RunningWatchdog.StartAsync("", options => options with { Mode = WatchdogMode.Static, StaticPath = folder + "/none" }));
        Assert.Equal($"The directory '{folder}/none' does not exist; set static_path to the one whose files are to be served.", fault.Message);
    }

    [Fact]
    public async Task It_is_ready_counts_and_stops_as_other_modes_do()
    {
        await using var watchdog = await StartAsync(options => options with { MetricsListen = new IPEndPoint(IPAddress.Loopback, 0) });
        Assert.Equal("OK", await watchdog.Client.GetStringAsync("/_/health", Token));
        Assert.Equal("", await watchdog.Client.GetStringAsync("/_/ready", Token));
        await watchdog.Client.GetStringAsync("/", Token);
        Assert.Contains("http_requests_total{code=\"200\",method=\"get\"} 1\n", await watchdog.Client.GetStringAsync(new Uri(watchdog.Server.MetricsAddress!, "/metrics"), Token));
        await watchdog.Server.StopAsync(TimeSpan.FromSeconds(5));
        Assert.False(watchdog.Server.IsReady);
    }

    private Task<RunningWatchdog> StartAsync(Func<WatchdogOptions, WatchdogOptions>? with = null) =>
        RunningWatchdog.StartAsync("", options => (with ?? (same => same))(options with { Mode = WatchdogMode.Static, StaticPath = Path.Combine(folder, "root") }));

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
