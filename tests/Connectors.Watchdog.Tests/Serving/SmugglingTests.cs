using System.Net.Sockets;
using System.Text;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Serving;

/// <summary>Requests whose end two readers could see in two places. Whatever is made of the first, nothing inside it becomes a second.</summary>
public sealed class SmugglingTests
{
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";

    public static TheoryData<string, string> Heads => new()
    {
        { "Content-Length: 4\r\nTransfer-Encoding: chunked", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: chunked\r\nContent-Length: 4", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: xchunked", $"5\r\nhello\r\n0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: chunked, identity", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: identity", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: identity, chunked", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: gzip, chunked", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding : chunked", $"0\r\n\r\n{Hidden}" },
        { " Transfer-Encoding: chunked", $"0\r\n\r\n{Hidden}" },
        { "X: y\r\n Transfer-Encoding: chunked", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding:\u000bchunked", $"0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", $"0\r\n\r\n{Hidden}" },
        { "Transfer_Encoding: chunked\r\nContent-Length: 47", $"0\r\n\r\n{Hidden}          " },
        { "Content-Length: 3\r\nContent-Length: 50", $"abc{Hidden}" },
        { "Content-Length: 3, 3", $"abc{Hidden}" },
        { "Content-Length: +3", $"abc{Hidden}" },
        { "Content-Length: 0x3", $"abc{Hidden}" },
        { "Content-Length: -1", Hidden },
        { "Transfer-Encoding: chunked", $"-1\r\nabc\r\n0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: chunked", $"0x3\r\nabc\r\n0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: chunked", $"fffffffffffffffff\r\nabc\r\n0\r\n\r\n{Hidden}" },
        { "Transfer-Encoding: chunked", $"3\nabc\n0\n\n{Hidden}" },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task Nothing_inside_a_request_becomes_another(string framing, string rest)
    {
        foreach (var mode in new[] { WatchdogMode.Classic, WatchdogMode.Streaming, WatchdogMode.Serializing, WatchdogMode.Http })
        {
            await using var upstream = new Upstreams.ScriptedUpstream(async connection =>
            {
                while (await connection.HeadAsync() is { } head)
                {
                    var length = Upstreams.ScriptedUpstream.Connection.Length(head);
                    await connection.Stream.ReadExactlyAsync(new byte[length], Token);
                    await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {head.Length}\r\n\r\n{head}");
                }
            });
            await using var watchdog = mode is WatchdogMode.Http
                ? await upstream.StartReadyAsync(options => options with { BufferRequestBody = true })
                : await RunningWatchdog.StartAsync("sh -c 'echo $Http_Path; cat >/dev/null'", options => options with { Mode = mode });
            await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"POST /first HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{framing}\r\n\r\n{rest}");
            var answer = await EverythingAsync(request);
            Assert.DoesNotContain("/hidden", answer);
            Assert.DoesNotContain(watchdog.Lines, line => line.Contains("/hidden"));
            Assert.InRange(upstream.Requests, 0, 1);
        }
    }

    // A server that hangs up on bytes it has not read resets the connection, and the answer may be lost with it.
    private static async Task<string> EverythingAsync(RawRequest request)
    {
        var seen = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await request.Stream.ReadAsync(buffer, Token)) > 0;)
                seen.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return seen.ToString();
        }
        return seen.ToString();
    }
}
