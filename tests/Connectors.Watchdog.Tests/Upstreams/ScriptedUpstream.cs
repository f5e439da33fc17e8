using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Watchdog.Tests.Upstreams;

/// <summary>An upstream whose every byte a test decides. It listens in the test's own process; the program that the watchdog starts only waits.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Func<Connection, Task> script;
    private readonly Task accepting;
    private int requests, connections, open;

    public ScriptedUpstream(Func<Connection, Task> script)
    {
        this.script = script;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new(FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));

    /// <summary>Requests whose head has arrived.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>Connections on which a request has come.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Those of them that are not closed.</summary>
    public int Open => Volatile.Read(ref open);

    public async Task<RunningWatchdog> StartReadyAsync(Func<WatchdogOptions, WatchdogOptions>? with = null)
    {
        var watchdog = await RunningWatchdog.StartAsync(
            "sleep 1000", options => (with ?? (same => same))(options with { Mode = WatchdogMode.Http, UpstreamUrl = Address }));
        await watchdog.UntilAsync(() => watchdog.Server.IsReady, "the upstream is ready");
        return watchdog;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting;
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(ended.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var used = 0;
        using (client)
        {
            try
            {
                await script(new Connection(client.GetStream(), () => Count(ref used), ended.Token));
            }
            catch (Exception over) when (over is IOException or OperationCanceledException)
            {
                // The watchdog hung up, or the test is over.
            }
        }
        if (used > 0)
            Interlocked.Decrement(ref open);
    }

    // Whoever only looks whether somebody accepts has no part in it.
    private void Count(ref int used)
    {
        Interlocked.Increment(ref requests);
        if (used++ > 0)
            return;
        Interlocked.Increment(ref connections);
        Interlocked.Increment(ref open);
    }

    internal sealed class Connection(NetworkStream stream, Action counted, CancellationToken ended)
    {
        public NetworkStream Stream => stream;

        /// <summary>The next request's head, its empty line included; null when the caller has hung up.</summary>
        public async Task<string?> HeadAsync()
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, ended) == 0)
                    return null;
                head.Append((char)one[0]);
            }
            counted();
            return head.ToString();
        }

        public static long Length(string head) => head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => long.Parse(line[15..], CultureInfo.InvariantCulture)).FirstOrDefault();

        /// <summary>Neither reads nor writes any more, until the test is over.</summary>
        public Task StayAsync() => Task.Delay(Timeout.Infinite, ended);

        public ValueTask WriteAsync(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), ended);

        /// <summary>Reads so many bytes and drops them.</summary>
        public async Task DrainAsync(long count)
        {
            var buffer = new byte[64 * 1024];
            for (int read; count > 0 && (read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), ended)) > 0;)
                count -= read;
        }

        /// <summary>Writes so many zeros.</summary>
        public async Task FillAsync(long count)
        {
            var buffer = new byte[64 * 1024];
            for (; count > 0; count -= buffer.Length)
                await stream.WriteAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), ended);
        }

        /// <summary>Sends so many of the coming bytes back.</summary>
        public async Task EchoAsync(long count)
        {
            var buffer = new byte[64 * 1024];
            while (count > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), ended);
                if (read == 0)
                    return;
                await stream.WriteAsync(buffer.AsMemory(0, read), ended);
                count -= read;
            }
        }
    }
}
