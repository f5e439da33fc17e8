using System.Net;
using System.Text;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Intake;

/// <summary>What comes from people who mean harm, and from machines between that mean well.</summary>
public sealed class HostileTests : IAsyncDisposable
{
    private const string Body = """{"action":"opened","title":"grüße"}""";
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task A_body_that_a_proxy_wrote_anew_is_refused_with_a_sentence_that_says_so()
    {
        await hub.StartAsync();
        var latin = Encoding.Latin1.GetBytes(Body);
        using var content = new ByteArrayContent(latin);
        using var response = await hub.PostAsync("/webhook/github", content, ("X-GitHub-Event", "push"), (GithubSignature.Header, Sign(Body)));
        var line = await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Contains("X-Hub-Signature-256 is not that of the bytes that arrived", line, StringComparison.Ordinal);
        Assert.Contains("such as a proxy, changed the body", line, StringComparison.Ordinal);
        Assert.Contains(hub.Logs, logged => logged.Contains("such as a proxy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_thousand_headers_are_refused_by_the_server_and_the_next_delivery_is_taken()
    {
        await hub.StartAsync();
        var headers = string.Concat(Enumerable.Range(0, 1000).Select(number => $"X-H{number}: 1\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await RawAsync(headers + Signed(), Body), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 202 ", await RawAsync(Signed(), Body), StringComparison.Ordinal);
        Assert.Single(hub.Context.Events);
    }

    [Theory]
    [InlineData("X-GitHub-Hook: ü\r\n")]
    [InlineData("X-GitHub-Hook: a\r\n b\r\n")]
    [InlineData("X-GitHub-Hook: a\rb\r\n")]
    [InlineData("X-GitHub-Hook: a\0b\r\n")]
    [InlineData("X GitHub: a\r\n")]
    public async Task Headers_of_odd_characters_bring_no_line_into_the_function_s_headers(string header)
    {
        await hub.StartAsync();
        var answer = await RawAsync(header + Signed(), Body);
        Assert.Matches("^HTTP/1.1 (202|400) ", answer);
        Assert.All(hub.Context.Events, seen => Assert.DoesNotContain(seen.Headers, pair => pair.Value.AsSpan().ContainsAny('\r', '\n', '\0')));
    }

    [Theory]
    [InlineData("X-GitHub-Event: push\r\nX-GitHub-Event: ping\r\n", "X-GitHub-Delivery: 1\r\n", 400)]
    [InlineData("X-GitHub-Event: push\r\n", "X-GitHub-Delivery: 1\r\nX-GitHub-Delivery: 2\r\n", 400)]
    [InlineData("X-GitHub-Event: push\r\n", "X-GitHub-Delivery: 1\r\nContent-Length: 3\r\n", 400)]
    public async Task Headers_that_are_there_twice_are_malformed(string name, string delivery, int status)
    {
        await hub.StartAsync();
        var answer = await RawAsync($"{name}{delivery}{GithubSignature.Header}: {Sign(Body)}\r\n", Body);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
    }

    [Theory]
    [InlineData("/event/%ff%fe")]
    [InlineData("/event/a%00b")]
    [InlineData("/event/orders%0d%0aX-Evil:1")]
    public async Task A_topic_that_is_not_text_reaches_nobody(string path)
    {
        await hub.StartAsync();
        using var connection = await RawConnection.OpenAsync(hub.Address);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task JSON_nested_without_end_is_taken_as_bytes_and_has_no_action()
    {
        await hub.StartAsync();
        var body = new string('{', 1) + "\"a\":" + new string('[', 1_000_000);
        using var response = await hub.PostAsync("/webhook/github", body, ("X-GitHub-Event", "push"), (GithubSignature.Header, Sign(body)));
        await response.AcceptedAsync();
        Assert.Equal("github.push", hub.Context.Single.Topic);
    }

    private async Task<string> RawAsync(string headers, string body)
    {
        using var connection = await RawConnection.OpenAsync(hub.Address);
        await connection.SendAsync(
            $"POST /webhook/github HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        return await connection.ReadToEndAsync();
    }

    private static string Signed() => $"X-GitHub-Event: push\r\n{GithubSignature.Header}: {Sign(Body)}\r\n";

    private static string Sign(string body) => GithubSignature.Of(HubFixture.Secret, Encoding.UTF8.GetBytes(body));
}
