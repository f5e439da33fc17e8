using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Companions.Ports;
using Connectors.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests.Companions.Ports;

public sealed class PortForwardTests : IDisposable
{
    private readonly TcpListener companion = new(IPAddress.Loopback, LoopbackPorts.Take());
    private readonly int hostPort = LoopbackPorts.Take();

    public PortForwardTests() => companion.Start();

    public void Dispose() => companion.Dispose();

    [Fact]
    public async Task What_either_side_says_reaches_the_other_and_so_does_its_end()
    {
        await using var forward = Start(() => IPAddress.Loopback);
        using var caller = await CallAsync();
        using var answering = await companion.AcceptSocketAsync(TestContext.Current.CancellationToken);

        await caller.SendAsync("question"u8.ToArray(), TestContext.Current.CancellationToken);
        caller.Shutdown(SocketShutdown.Send);
        Assert.Equal("question", await ReadAllAsync(answering));
        await answering.SendAsync("answer"u8.ToArray(), TestContext.Current.CancellationToken);
        answering.Shutdown(SocketShutdown.Send);

        Assert.Equal("answer", await ReadAllAsync(caller));
    }

    [Fact]
    public async Task Much_goes_through_unchanged()
    {
        await using var forward = Start(() => IPAddress.Loopback);
        using var caller = await CallAsync();
        using var answering = await companion.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var much = RandomNumberGenerator.GetBytes(20 << 20);

        var sending = SendAsync(caller, much);
        await using var received = new NetworkStream(answering);
        var hash = await SHA256.HashDataAsync(received, TestContext.Current.CancellationToken);
        await sending;

        Assert.Equal(SHA256.HashData(much), hash);
    }

    [Fact]
    public async Task While_the_companion_does_not_run_connections_are_closed_at_once()
    {
        IPAddress? address = null;
        await using var forward = Start(() => address);
        using var early = await CallAsync();
        Assert.Equal("", await ReadAllAsync(early));

        address = IPAddress.Loopback;
        using var caller = await CallAsync();

        using var answering = await companion.AcceptSocketAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_companion_that_refuses_ends_the_connection_and_no_other()
    {
        await using var forward = Start(() => IPAddress.Loopback);
        companion.Stop();
        using (var refused = await CallAsync())
            Assert.Equal("", await ReadAllAsync(refused));

        companion.Start();
        using var caller = await CallAsync();
        using var answering = await companion.AcceptSocketAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_connection_that_is_cut_on_one_side_is_cut_on_the_other()
    {
        await using var forward = Start(() => IPAddress.Loopback);
        using var caller = await CallAsync();
        var answering = await companion.AcceptSocketAsync(TestContext.Current.CancellationToken);

        answering.LingerState = new LingerOption(true, 0);
        answering.Dispose();

        Assert.Equal("", await ReadAllAsync(caller));
    }

    [Fact]
    public async Task When_it_stops_the_port_is_free_and_connections_end()
    {
        var forward = Start(() => IPAddress.Loopback);
        using var caller = await CallAsync();
        using var answering = await companion.AcceptSocketAsync(TestContext.Current.CancellationToken);

        await forward.DisposeAsync();

        Assert.Equal("", await ReadAllAsync(caller));
        await Assert.ThrowsAsync<SocketException>(CallAsync);
    }

    [Fact]
    public async Task A_port_that_cannot_be_had_is_told_with_the_remedy()
    {
        await using var first = Start(() => null);

        var taken = Assert.Throws<PortForwardException>(() => Start(() => null));
        var foreign = Assert.Throws<PortForwardException>(() => PortForward.Start("nats", new CompanionPort(IPAddress.Parse("203.0.113.7"), hostPort, 1), () => null, TimeProvider.System, NullLogger.Instance));

        Assert.StartsWith($"port {hostPort} on 127.0.0.1 cannot lead to 'nats': ", taken.Message, StringComparison.Ordinal);
        Assert.EndsWith("Stop the program that has it, or choose another port in the compose file.", taken.Message, StringComparison.Ordinal);
        Assert.EndsWith("Name an address of this machine in the compose file.", foreign.Message, StringComparison.Ordinal);
    }

    private PortForward Start(Func<IPAddress?> target) =>
        PortForward.Start("nats", new CompanionPort(IPAddress.Loopback, hostPort, ((IPEndPoint)companion.LocalEndpoint).Port), target, TimeProvider.System, NullLogger.Instance);

    private async Task<Socket> CallAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, hostPort, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
    }

    // An end by force counts as an end.
    private static async Task<string> ReadAllAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var length)
                text.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }
        catch (SocketException cut) when (cut.SocketErrorCode == SocketError.ConnectionReset)
        {
            text.Append("");
        }
        return text.ToString();
    }
}
