using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>Reads a request's head, answers with these very bytes, and closes.</summary>
internal sealed class BrokenServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string answer;
    private readonly string end;
    private Task serving = Task.CompletedTask;

    private BrokenServer(string answer, string end) => (this.answer, this.end) = (answer, end);

    public Uri Address => new($"http://{listener.LocalEndpoint}/");

    /// <param name="answer">What it says.</param>
    /// <param name="afterBody">When given, only after this has come behind the head.</param>
    public static BrokenServer Start(string answer, string afterBody = "")
    {
        var server = new BrokenServer(answer, "\r\n\r\n" + afterBody);
        server.listener.Start();
        server.serving = server.ServeAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            var stream = client.GetStream();
            var (buffer, head) = (new byte[4096], new StringBuilder());
            while (!head.ToString().Contains(end, StringComparison.Ordinal) && await stream.ReadAsync(buffer, stop.Token) is > 0 and var count)
                head.Append(Encoding.Latin1.GetString(buffer, 0, count));
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop.Token);
        }
    }
}
