using System.Text;
using Connectors.Watchdog.Forking;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class RequestEnvironmentTests
{
    [Theory]
    [InlineData("x-call-id", "Http_X_Call_Id")]
    [InlineData("X-CALL-ID", "Http_X_Call_Id")]
    [InlineData("accept", "Http_Accept")]
    [InlineData("foo_bar", "Http_Foo_bar")]
    [InlineData("x.y-z", "Http_X.y_Z")]
    [InlineData("1-2a", "Http_1_2a")]
    [InlineData("-", "Http__")]
    public void Header_names_become_variable_names(string header, string variable) => Assert.Equal(variable, RequestEnvironment.VariableName(header));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h:1", "Http_Method=GET|Http_Path=/|Http_Host=h:1|Http_ContentLength=0|Http_Content_Length=0")]
    [InlineData("GET /a/b?x=1&y=%20z HTTP/1.1\r\nHost: h", "Http_Path=/a/b|Http_Query=x=1&y=%20z")]
    [InlineData("GET /a%20b%2Fc%C3%A9 HTTP/1.1\r\nHost: h", "Http_Path=/a b/cé")]
    [InlineData("GET /%24(id);`x` HTTP/1.1\r\nHost: h", "Http_Path=/$(id);`x`")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2", "Http_Content_Length=2|Http_ContentLength=2", "hi")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked", "Http_Transfer_Encoding=chunked|Http_ContentLength=-1", "2\r\nhi\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nx-CALL-id: 7\r\nX-Two: a\r\nX-Two: b", "Http_X_Call_Id=7|Http_X_Two=a")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX-Odd: a=b; \"$HOME\" `id` \\ 'x'", "Http_X_Odd=a=b; \"$HOME\" `id` \\ 'x'")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX-Bytes: \u00e9\u00ff", "Http_X_Bytes=\u00e9\u00ff")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX-Empty:", "Http_X_Empty=")]
    [InlineData("GET /real HTTP/1.1\r\nHost: h\r\nMethod: POST\r\nPath: /fake\r\nContent_Length: 9", "Http_Method=GET|Http_Path=/real|Http_Content_Length=0")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nOwn: caller", "Http_Own=caller|OWN=mine|EMPTY=")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, X-Hop", "Http_Connection=keep-alive, X-Hop")]
    public async Task A_request_becomes_environment(string head, string expected, string body = "")
    {
        var lines = await EnvironmentOfAsync(head, body);
        foreach (var line in expected.Split('|'))
            Assert.Contains(line.StartsWith("Http_Path", StringComparison.Ordinal) ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(line)) : line, lines);
    }

    [Fact]
    public async Task The_environment_is_the_given_one_and_nothing_of_the_hosts()
    {
        var lines = await EnvironmentOfAsync("GET / HTTP/1.1\r\nHost: h\r\nQuery: forged\r\nTransfer_Encoding: forged", "");
        Assert.DoesNotContain(lines, line => line.Contains("forged") && !line.StartsWith("Http_Transfer_encoding=", StringComparison.Ordinal));
        Assert.DoesNotContain("HTTP_PROXY", string.Join(' ', lines));
        Assert.Equal(
            ["EMPTY", "Http_Connection", "Http_ContentLength", "Http_Content_Length", "Http_Host", "Http_Method", "Http_Path", "Http_Transfer_encoding", "OWN", "PATH"],
            lines.Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(lines.Count, lines.Select(line => line.Split('=')[0]).Distinct().Count());
    }

    [Theory]
    [InlineData("Proxy")]
    [InlineData("pROXY")]
    public async Task A_caller_sets_no_proxy(string header)
    {
        var lines = await EnvironmentOfAsync($"GET / HTTP/1.1\r\nHost: h\r\n{header}: http://evil:1\r\nX-Seen: yes", "");
        Assert.Contains("Http_X_Seen=yes", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("http_proxy=", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX-Bad: a\0b")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: h")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nBad Name: x")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX-Folded: a\r\n b")]
    public async Task What_cannot_be_an_environment_is_refused(string head)
    {
        await using var watchdog = await StartAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, head + "\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", await request.ReadToEndAsync());
        Assert.DoesNotContain("Forking fprocess.", watchdog.Lines);
    }

    [Fact]
    public async Task Headers_beyond_what_the_server_takes_are_431()
    {
        await using var watchdog = await StartAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"GET / HTTP/1.1\r\nHost: h\r\nX-Long: {new string('x', 200_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await request.ReadToEndAsync());
    }

    private static async Task<IReadOnlyList<string>> EnvironmentOfAsync(string head, string body)
    {
        await using var watchdog = await StartAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, head + "\r\nConnection: close\r\n\r\n" + body);
        var answer = await request.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer);
        return answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Task<RunningWatchdog> StartAsync() => RunningWatchdog.StartAsync("env -0", options => options with
    {
        Environment = new Dictionary<string, string>(RunningWatchdog.PathOnly) { ["OWN"] = "mine", ["EMPTY"] = "", ["Http_Host"] = "mine loses" },
    });
}
