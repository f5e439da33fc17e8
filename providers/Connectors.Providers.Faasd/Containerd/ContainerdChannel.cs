using System.Net.Sockets;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>The way to one containerd, over its unix socket; it reconnects by itself. Thread-safe.</summary>
internal sealed class ContainerdChannel : IDisposable
{
    // As much as containerd itself sends at most.
    private const int LargestMessage = 16 << 20;

    private readonly GrpcChannel channel;
    private readonly TimeProvider time;

    public ContainerdChannel(string address, TimeProvider time)
    {
        Address = address.StartsWith("unix://", StringComparison.Ordinal) ? address["unix://".Length..] : address;
        this.time = time;
        channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = (_, cancellationToken) => ConnectAsync(Address, cancellationToken),
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LargestMessage,
        });
    }

    /// <summary>The socket's path.</summary>
    public string Address { get; }

    /// <summary>For calls that are about no namespace.</summary>
    public CallInvoker Everywhere => Within(null, null);

    /// <summary>For calls about one namespace.</summary>
    /// <param name="name">The namespace; it need not exist for reading.</param>
    /// <param name="lease">What these calls make stays until this lease ends; null: until the next collection, unless something refers to it.</param>
    public CallInvoker In(string name, string? lease = null) => Within(name, lease);

    public void Dispose() => channel.Dispose();

    private CallInvoker Within(string? name, string? lease) => channel.Intercept(new ContainerdCalls(Address, name, lease, time));

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
