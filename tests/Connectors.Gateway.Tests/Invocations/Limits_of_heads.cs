using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>What callers may send before a body.</summary>
public sealed class Limits_of_heads
{
    [Fact]
    public async Task A_line_or_headers_over_their_limits_are_refused()
    {
        await using var host = await GatewayHost.StartAsync(settings =>
        {
            settings.MaxRequestLineBytes = new(1024);
            settings.MaxHeaderBytes = new(2048);
            settings.MaxHeaderCount = 10;
        });
        await host.FunctionAsync("echo", Sync_calls.Echo);

        Assert.StartsWith("HTTP/1.1 414", await AnswerAsync(host, $"GET /function/echo?{new string('q', 1100)} HTTP/1.1\r\nHost: g\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await AnswerAsync(host, $"GET /function/echo HTTP/1.1\r\nHost: g\r\nX: {new string('x', 2100)}\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await AnswerAsync(host, $"GET /function/echo HTTP/1.1\r\nHost: g\r\n{string.Concat(Enumerable.Range(0, 10).Select(i => $"X-{i}: x\r\n"))}\r\n"));
        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(host, $"GET /function/echo?{new string('q', 900)} HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n"));
    }

    [Fact]
    public async Task Callers_who_never_end_their_headers_keep_nobody_waiting_and_are_shown_out()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.ReadTimeout = TimeSpan.FromSeconds(1));
        await host.FunctionAsync("echo", Sync_calls.Echo);
        var slow = new List<RawConnection>();
        for (var i = 0; i < 300; i++)
        {
            slow.Add(await RawConnection.OpenAsync(host.Address));
            await slow[i].SendAsync("GET /function/echo HTTP/1.1\r\nHost: g\r\nX: ");
        }

        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(host, "GET /function/echo HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n"));
        foreach (var one in slow)
        {
            Assert.StartsWith("HTTP/1.1 408", await one.ReadToEndAsync());
            one.Dispose();
        }
    }

    [Fact]
    public async Task Requests_sent_at_once_are_answered_in_their_order()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Sync_calls.Echo);
        var all = string.Concat(Enumerable.Range(100, 200).Select(i => $"POST /function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 5\r\n\r\n<{i}>"));

        var answer = await AnswerAsync(host, all + "GET /function/echo HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n");

        var at = Enumerable.Range(100, 200).Select(i => answer.IndexOf($"<{i}>", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, at);
        Assert.Equal(at.Order(), at);
    }

    private static async Task<string> AnswerAsync(GatewayHost host, string request)
    {
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync(request);
        return await raw.ReadToEndAsync();
    }
}
