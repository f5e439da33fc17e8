using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Tests.Names;

public sealed class NamesByTcpTests
{
    [Fact]
    public async Task Several_questions_come_by_one_connection_and_in_pieces()
    {
        await using var names = new NamesUnderTest();
        await using var stream = await Resolver.ConnectByTcpAsync(names.EndPoint);

        foreach (var piece in Resolver.Framed(DnsPacket.Query("gateway", id: 1)))
            await stream.WriteAsync(new[] { piece }, TestContext.Current.CancellationToken);
        var first = await Resolver.ReadFrameAsync(stream);
        await stream.WriteAsync(Resolver.Framed(DnsPacket.Query("nobody", id: 2)), TestContext.Current.CancellationToken);
        var second = await Resolver.ReadFrameAsync(stream);

        Assert.Equal((1, 0), (DnsPacket.Id(first), DnsPacket.Result(first)));
        Assert.Equal((2, 3), (DnsPacket.Id(second), DnsPacket.Result(second)));
    }

    [Fact]
    public async Task Other_names_are_asked_by_tcp_as_well()
    {
        await using var names = new NamesUnderTest();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        names.Others = [(IPEndPoint)other.LocalEndpoint];
        await using var stream = await Resolver.ConnectByTcpAsync(names.EndPoint);
        var query = DnsPacket.Query("example.com", id: 9);
        await stream.WriteAsync(Resolver.Framed(query), TestContext.Current.CancellationToken);

        using var asked = await other.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var passedOn = await Resolver.ReadFrameAsync(asked.GetStream());
        await asked.GetStream().WriteAsync(Resolver.Framed(DnsPacket.Answer(passedOn, 8)), TestContext.Current.CancellationToken);
        var answer = await Resolver.ReadFrameAsync(stream);

        Assert.Equal(9, DnsPacket.Id(answer));
        Assert.Equal(["192.0.2.8"], DnsPacket.Addresses(answer, query.Length));
    }

    [Fact]
    public async Task Another_server_that_breaks_off_is_none()
    {
        await using var names = new NamesUnderTest();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        names.Others = [(IPEndPoint)other.LocalEndpoint];
        await using var stream = await Resolver.ConnectByTcpAsync(names.EndPoint);
        await stream.WriteAsync(Resolver.Framed(DnsPacket.Query("example.com")), TestContext.Current.CancellationToken);

        using (var asked = await other.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await Resolver.ReadFrameAsync(asked.GetStream());
            await asked.GetStream().WriteAsync(new byte[] { 0, 200, 1, 2 }, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, DnsPacket.Result(await Resolver.ReadFrameAsync(stream)));
    }

    [Fact]
    public async Task A_message_longer_than_any_question_ends_the_connection()
    {
        await using var names = new NamesUnderTest();
        await using var stream = await Resolver.ConnectByTcpAsync(names.EndPoint);
        var prefix = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, 65_000);

        await stream.WriteAsync(prefix, TestContext.Current.CancellationToken);

        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_is_silent_is_let_go_and_one_alone_does_not_take_every_place()
    {
        await using var names = new NamesUnderTest();
        var connections = new List<NetworkStream>();
        for (ushort i = 0; i < 8; i++)
        {
            connections.Add(await Resolver.ConnectByTcpAsync(names.EndPoint));
            await connections[i].WriteAsync(Resolver.Framed(DnsPacket.Query("gateway", i)), TestContext.Current.CancellationToken);
            await Resolver.ReadFrameAsync(connections[i]);
        }
        await using var ninth = await Resolver.ConnectByTcpAsync(names.EndPoint);
        Assert.Equal(0, await ninth.ReadAsync(new byte[1], TestContext.Current.CancellationToken));

        names.Time.Advance(TimeSpan.FromSeconds(11));

        foreach (var connection in connections)
        {
            Assert.Equal(0, await connection.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
            await connection.DisposeAsync();
        }
    }
}
