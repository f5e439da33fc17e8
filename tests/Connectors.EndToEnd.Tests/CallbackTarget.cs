using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.EndToEnd.Tests;

/// <summary>Takes requests on a port of its own and answers them with the given statuses one after another, the last one for ever; redirects lead to another path of it.</summary>
internal sealed class CallbackTarget : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<string> paths = new();
    private readonly int[] statuses;
    private readonly Task serving;

    public CallbackTarget(params int[] statuses)
    {
        this.statuses = statuses;
        listener.Start();
        serving = ServeAsync();
    }

    public string Url => $"http://{listener.LocalEndpoint}/done";

    /// <summary>Of all requests so far.</summary>
    public IReadOnlyList<string> Paths => [.. paths];

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        listener.Dispose();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(end.Token);
                await AnswerAsync(connection.GetStream());
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var first = await reader.ReadLineAsync(end.Token);
        if (first is null)
            return;
        while (await reader.ReadLineAsync(end.Token) is { Length: > 0 })
        {
            // Headers say nothing that matters here.
        }
        var status = statuses[Math.Min(paths.Count, statuses.Length - 1)];
        paths.Enqueue(first.Split(' ')[1]);
        var answer = $"HTTP/1.1 {status} Said\r\nLocation: http://{listener.LocalEndpoint}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), end.Token);
        stream.Socket.Shutdown(SocketShutdown.Send);
        // Whatever is left of the body, or closing would reset the connection under the answer.
        await reader.ReadToEndAsync(end.Token);
    }
}
