using System.Net;
using System.Net.Sockets;
using Connectors.Providers.Faasd.Names;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.Faasd.Tests.Names;

/// <summary>A server of names on the loopback, and another one whom it asks, which answers when the test says so.</summary>
internal sealed class NamesUnderTest : IAsyncDisposable
{
    private readonly NameServer server;

    public NamesUnderTest(string askers = "127.0.0.0/8")
    {
        Other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Others = [(IPEndPoint)Other.LocalEndPoint!];
        Table.Set("gateway", [IPAddress.Parse("10.62.0.1")]);
        Table.Set("shout.openfaas-fn", [IPAddress.Parse("10.62.0.2"), IPAddress.Parse("10.62.0.3")]);
        Table.Set("shout", [IPAddress.Parse("10.62.0.2")]);
        Table.AddNamespace("openfaas-fn");
        var options = new NameServerOptions { Address = IPAddress.Loopback, Port = 0, Askers = IPNetwork.Parse(askers) };
        server = NameServer.Start(options, Table, () => Others, Time, NullLogger<NameServer>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public NameTable Table { get; } = new();

    public IPEndPoint EndPoint => server.EndPoint;

    public Socket Other { get; } = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public IReadOnlyList<IPEndPoint> Others { get; set; }

    /// <summary>Waits for a question to the other server.</summary>
    public async Task<(byte[] Query, EndPoint From)> OtherAskedAsync()
    {
        var buffer = new byte[4096];
        var received = await Other.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Other.Dispose();
    }
}
