using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Benchmarks.Load;

/// <summary>
/// Sends one request after another over each of a number of kept-alive connections, by plain sockets so that the generator itself
/// costs little. Answers must carry a Content-Length.
/// </summary>
internal static class HttpLoad
{
    /// <summary>Runs for a time and tells how many answers came and how long each took.</summary>
    /// <param name="pace">Ticks of the stopwatch from one request of a connection to its next; 0: as fast as answers come.</param>
    public static async Task<LoadFigures> RunAsync(
        IPEndPoint target, string path, byte[] body, int connections, TimeSpan duration, int expectedStatus = 200, long pace = 0)
    {
        var request = Request(target, path, body);
        var clock = Stopwatch.StartNew();
        var tasks = Enumerable.Range(0, connections).Select(number => Task.Run(() => ConnectionAsync(target, request, clock, duration, expectedStatus, new Pace(pace, pace * number / connections)))).ToArray();
        var latencies = (await Task.WhenAll(tasks)).SelectMany(ticks => ticks).ToArray();
        return LoadFigures.Of(latencies, clock.Elapsed);
    }

    private static byte[] Request(IPEndPoint target, string path, byte[] body)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: {target}\r\nContent-Type: application/octet-stream\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static async Task<List<long>> ConnectionAsync(IPEndPoint target, byte[] request, Stopwatch clock, TimeSpan duration, int expectedStatus, Pace pace)
    {
        var latencies = new List<long>(1 << 16);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target);
        var answers = new AnswerReader(socket, expectedStatus);
        while (clock.Elapsed < duration)
        {
            await pace.NextAsync();
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await answers.SkipOneAsync();
            latencies.Add(Stopwatch.GetTimestamp() - start);
        }
        return latencies;
    }
}
