using System.Net.Sockets;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>
/// Connections that are kept for the next request. No request is ever sent twice: one on a connection that the upstream closes in the same
/// moment has failed, so connections are given up sooner than most servers do it. Thread-safe.
/// </summary>
internal sealed class UpstreamConnections : IDisposable
{
    /// <summary>Longer than this none is kept unused.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly List<UpstreamConnection> idle = [];
    private readonly TimeProvider time;
    private readonly ITimer sweep;
    private bool sweeps, disposed;

    public UpstreamConnections(TimeProvider time)
    {
        this.time = time;
        sweep = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A connection on which nothing has been sent or one that is ready for the next request.</summary>
    /// <exception cref="IOException">The upstream takes none.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<UpstreamConnection> TakeAsync(Uri address, CancellationToken cancellationToken)
    {
        while (TryTake() is { } kept)
        {
            if (kept.Address == address && time.GetElapsedTime(kept.IdleSince) < LongestIdle && kept.IsFit)
                return kept;
            kept.Dispose();
        }
        return new UpstreamConnection(await ConnectAsync(address, cancellationToken), address);
    }

    /// <summary>Keeps a connection whose last exchange is over on both sides.</summary>
    public void Keep(UpstreamConnection connection)
    {
        connection.IdleSince = time.GetTimestamp();
        lock (idle)
        {
            if (!disposed)
            {
                idle.Add(connection);
                if (!sweeps)
                    sweeps = sweep.Change(LongestIdle, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        connection.Dispose();
    }

    public void Dispose()
    {
        lock (idle)
        {
            disposed = true;
            idle.ForEach(connection => connection.Dispose());
            idle.Clear();
        }
        sweep.Dispose();
    }

    // The one used last is the likeliest to be there still.
    private UpstreamConnection? TryTake()
    {
        lock (idle)
        {
            if (idle.Count == 0)
                return null;
            var last = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return last;
        }
    }

    private void Sweep()
    {
        lock (idle)
        {
            idle.RemoveAll(connection =>
            {
                var old = time.GetElapsedTime(connection.IdleSince) >= LongestIdle;
                if (old)
                    connection.Dispose();
                return old;
            });
            sweeps = idle.Count > 0 && sweep.Change(LongestIdle, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task<Socket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.DnsSafeHost, address.Port, either.Token);
            return socket;
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new IOException($"it did not accept a connection within {Patience.TotalSeconds:0} seconds", slow);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new IOException(refused.Message, refused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
