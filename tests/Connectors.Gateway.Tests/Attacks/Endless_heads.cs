using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Attacks;

/// <summary>Heads, and what stands in their place behind a body, that never end.</summary>
public sealed class Endless_heads
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /function/echo?", "q", "414")]
    [InlineData("GET /function/echo HTTP/1.1\r\nHost: g\r\nX-Endless: ", "x", "431")]
    [InlineData("GET /function/echo HTTP/1.1\r\nHost: g\r\n", "X: y\r\n", "431")]
    [InlineData("POST /function/echo HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", "X: y\r\n", "431")]
    [InlineData("POST /connector/open HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n1;", "e", "413")]
    public async Task What_never_ends_is_ended(string begin, string piece, string status)
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.MaxBodyBytes = new(4 << 20));
        await host.FunctionAsync("echo", Sync_calls.Echo);
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync(begin);

        var answer = raw.ReadToEndAsync();
        var block = string.Concat(Enumerable.Repeat(piece, (64 << 10) / piece.Length));
        var sent = 0L;
        while (!answer.IsCompleted && sent < 64 << 20)
        {
            try
            {
                await raw.SendAsync(block);
                sent += block.Length;
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.StartsWith($"HTTP/1.1 {status}", await answer.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        Assert.InRange(sent, 0, 32 << 20);
    }
}
