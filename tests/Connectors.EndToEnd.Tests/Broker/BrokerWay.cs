using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>
/// A way to a server that can be made one-way: what a client says still arrives, and of what the server answers nothing returns. So a
/// client can be stopped exactly between what it has stored and what it knows of it.
/// </summary>
internal sealed class BrokerWay : IAsyncDisposable
{
    // What JetStream's acknowledgement of a publish says.
    private static readonly byte[] Acknowledgement = "\"seq\":"u8.ToArray();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly int server;
    private readonly Task serving;
    private volatile Closing? closing;

    public BrokerWay(int server)
    {
        this.server = server;
        listener.Start();
        serving = ServeAsync();
    }

    public string Url => $"nats://{listener.LocalEndpoint}";

    /// <summary>Lets a client say this, and keeps everything from it that the server says from then on.</summary>
    /// <returns>When the server has acknowledged what the client said.</returns>
    public Task CloseAfterAsync(string words)
    {
        var one = new Closing(Encoding.ASCII.GetBytes(words));
        closing = one;
        return one.Acknowledged.Task.WaitAsync(BrokerHub.Soon);
    }

    /// <summary>Both ways again, for the next connection.</summary>
    public void Open() => closing = null;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        listener.Dispose();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ConnectAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            await far.ConnectAsync(IPAddress.Loopback, server, end.Token);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            var there = CopyAsync(near.GetStream(), far.GetStream(), chunk => closing?.Hear(chunk) is null or true, both.Token);
            var back = CopyAsync(far.GetStream(), near.GetStream(), chunk => closing?.Answer(chunk) is null or true, both.Token);
            await Task.WhenAny(there, back);
            await both.CancelAsync();
            await Task.WhenAll(there, back);
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> passes, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                if (passes(buffer.AsMemory(0, read)))
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // One of the two has gone, or the test is over.
        }
    }

    private sealed class Closing(byte[] words)
    {
        private volatile bool closed;

        public TaskCompletionSource Acknowledged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Hear(ReadOnlyMemory<byte> chunk)
        {
            closed |= chunk.Span.IndexOf(words) >= 0;
            return true;
        }

        public bool Answer(ReadOnlyMemory<byte> chunk)
        {
            if (!closed)
                return true;
            if (chunk.Span.IndexOf(Acknowledgement) >= 0)
                Acknowledged.TrySetResult();
            return false;
        }
    }
}
