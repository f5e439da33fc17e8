using System.Net;
using System.Net.Sockets;
using Connectors.Providers.Faasd.Names.Listening;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Companions.Ports;

/// <summary>
/// Leads a port of the machine to a companion, connection by connection. Not by rules of the packet filter: those that lead from the loopback need a
/// setting of the kernel under which others reach the loopback as well. From start to disposal.
/// </summary>
internal sealed class PortForward : IAsyncDisposable
{
    private const int Waiting = 512;
    private const int MostConnections = 4096;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim places = new(MostConnections);
    private readonly CompanionPort port;
    private readonly Func<IPAddress?> target;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Socket listener;
    private readonly Task accepting;

    private PortForward(CompanionPort port, Func<IPAddress?> target, Socket listener, TimeProvider time, ILogger logger)
    {
        this.port = port;
        this.target = target;
        this.listener = listener;
        this.time = time;
        this.logger = logger;
        accepting = AcceptAsync();
    }

    /// <param name="companion">Whose, for messages.</param>
    /// <param name="port">From where to where.</param>
    /// <param name="target">Where the companion is now; null while it is not running: connections are then closed at once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of connections that fail.</param>
    /// <exception cref="PortForwardException">The port cannot be had.</exception>
    public static PortForward Start(string companion, CompanionPort port, Func<IPAddress?> target, TimeProvider time, ILogger logger) =>
        Start(companion, port, target, _ => { }, time, logger);

    /// <summary>The same, on an address that may be still to come.</summary>
    public static PortForward StartOnBridge(string companion, CompanionPort port, Func<IPAddress?> target, TimeProvider time, ILogger logger) =>
        Start(companion, port, target, NameSockets.AllowAbsent, time, logger);

    private static PortForward Start(string companion, CompanionPort port, Func<IPAddress?> target, Action<Socket> prepare, TimeProvider time, ILogger logger)
    {
        var listener = new Socket(port.HostAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            prepare(listener);
            listener.Bind(new IPEndPoint(port.HostAddress, port.HostPort));
            listener.Listen(Waiting);
            return new PortForward(port, target, listener, time, logger);
        }
        catch (SocketException cause)
        {
            listener.Dispose();
            throw new PortForwardException(companion, port, cause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await places.WaitAsync(stopping.Token);
                _ = ServeAsync(await listener.AcceptAsync(stopping.Token));
            }
            catch (SocketException fault)
            {
                places.Release();
                Log.PortConnectionLost(logger, port.HostPort, fault.SocketErrorCode);
                // Without places for files every try fails; some of them are given back by and by.
                await Task.Delay(Pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        try
        {
            using var near = caller;
            if (target() is not { } address)
                return;
            using var far = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await far.ConnectAsync(new IPEndPoint(address, port.ContainerPort), stopping.Token);
            near.NoDelay = far.NoDelay = true;
            await SocketPair.ExchangeAsync(near, far, stopping.Token);
        }
        catch (SocketException fault)
        {
            Log.PortConnectionLost(logger, port.HostPort, fault.SocketErrorCode);
        }
        catch (OperationCanceledException)
        {
            // We are stopping.
        }
        finally
        {
            places.Release();
        }
    }
}

/// <summary>A port of the machine cannot be had for a companion; the message says why and what to do.</summary>
internal sealed class PortForwardException(string companion, CompanionPort port, SocketException cause)
    : Exception($"port {port.HostPort} on {port.HostAddress} cannot lead to '{companion}': {cause.Message.TrimEnd('.')}. {Remedy(cause)}", cause)
{
    private static string Remedy(SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "Stop the program that has it, or choose another port in the compose file.",
        SocketError.AddressNotAvailable => "Name an address of this machine in the compose file.",
        SocketError.AccessDenied => "Run as root, or choose a port above 1023 in the compose file.",
        _ => "Look at the ports in the compose file.",
    };
}
