using System.Net;
using System.Net.Sockets;
using Connectors.Providers.Faasd.Names.Forwarding;
using Connectors.Providers.Faasd.Names.Listening;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Names;

/// <summary>The DNS server of replicas: what is ours it knows itself, everything else it asks those that the machine asks. From start to disposal.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int Waiting = 128;
    private const int Tries = 20;

    private readonly CancellationTokenSource stopping = new();
    private readonly Socket udp;
    private readonly Socket tcp;
    private readonly Task running;

    private NameServer(NameServerOptions options, NameAnswers answers, TimeProvider time, ILogger logger)
    {
        (udp, tcp) = Bind(new IPEndPoint(options.Address, options.Port));
        EndPoint = (IPEndPoint)udp.LocalEndPoint!;
        tcp.Listen(Waiting);
        running = Task.WhenAll(
            new UdpListening(udp, options.Askers, answers, logger).RunAsync(stopping.Token),
            new TcpListening(tcp, options, answers, time, logger).RunAsync(stopping.Token));
    }

    // One port for both; where any will do, one that is free for the first may be taken for the second.
    private static (Socket Udp, Socket Tcp) Bind(IPEndPoint where)
    {
        for (var attempt = 1; ; attempt++)
        {
            var datagrams = NameSockets.Bind(SocketType.Dgram, where);
            try
            {
                return (datagrams, NameSockets.Bind(SocketType.Stream, (IPEndPoint)datagrams.LocalEndPoint!));
            }
            catch (NameServerException) when (where.Port == 0 && attempt < Tries)
            {
                datagrams.Dispose();
            }
            catch
            {
                datagrams.Dispose();
                throw;
            }
        }
    }

    /// <summary>Where it answers.</summary>
    public IPEndPoint EndPoint { get; }

    /// <exception cref="NameServerException">It cannot listen there.</exception>
    public static NameServer Start(NameServerOptions options, NameTable table, TimeProvider time, ILogger<NameServer> logger)
    {
        var host = new HostNameservers(options.HostResolvConf, options.Address, time);
        return Start(options, table, host.Current, time, logger);
    }

    /// <summary>The same, with others to ask.</summary>
    public static NameServer Start(NameServerOptions options, NameTable table, Func<IReadOnlyList<IPEndPoint>> others, TimeProvider time, ILogger<NameServer> logger) =>
        new(options, new NameAnswers(table, new Forwarder(others, time)), time, logger);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        udp.Dispose();
        tcp.Dispose();
        stopping.Dispose();
    }
}
