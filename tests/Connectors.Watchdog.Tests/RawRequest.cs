using System.Net.Sockets;
using System.Text;

namespace Connectors.Watchdog.Tests;

/// <summary>A connection on which a test writes what a well-behaved client would not.</summary>
internal sealed class RawRequest : IAsyncDisposable
{
    private readonly TcpClient client = new();

    public NetworkStream Stream => client.GetStream();

    public static async Task<RawRequest> SendAsync(Uri address, string head)
    {
        var request = new RawRequest();
        await request.client.ConnectAsync(address.Host, address.Port, RunningWatchdog.Token);
        await request.Stream.WriteAsync(Encoding.Latin1.GetBytes(head), RunningWatchdog.Token);
        return request;
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(Stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(RunningWatchdog.Token);
    }

    /// <summary>Everything up to an ending, before which the server must not close.</summary>
    public async Task<string> ReadUntilAsync(string ending)
    {
        var seen = "";
        var buffer = new byte[4096];
        while (!seen.EndsWith(ending, StringComparison.Ordinal))
        {
            var read = await Stream.ReadAsync(buffer, RunningWatchdog.Token);
            Assert.True(read > 0, "The answer ended too early: " + seen);
            seen += Encoding.Latin1.GetString(buffer, 0, read);
        }
        return seen;
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
