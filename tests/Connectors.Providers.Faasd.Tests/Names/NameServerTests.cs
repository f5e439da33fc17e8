using System.Net;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Tests.Names;

public sealed class NameServerTests
{
    private const int Success = 0;
    private const int Malformed = 1;
    private const int ServerFailure = 2;
    private const int NoSuchName = 3;

    [Theory]
    [InlineData("gateway", "10.62.0.1")]
    [InlineData("SHOUT", "10.62.0.2")]
    public async Task A_name_of_ours_has_its_address(string name, string address)
    {
        await using var names = new NamesUnderTest();
        var query = DnsPacket.Query(name, id: 4711);

        var answer = await Resolver.AskAsync(names.EndPoint, query);

        Assert.Equal((4711, Success), (DnsPacket.Id(answer), DnsPacket.Result(answer)));
        Assert.Equal([address], DnsPacket.Addresses(answer, query.Length));
    }

    [Fact]
    public async Task Replicas_take_turns_at_being_the_first()
    {
        await using var names = new NamesUnderTest();
        var query = DnsPacket.Query("shout.openfaas-fn");

        var first = DnsPacket.Addresses(await Resolver.AskAsync(names.EndPoint, query), query.Length);
        var second = DnsPacket.Addresses(await Resolver.AskAsync(names.EndPoint, query), query.Length);

        Assert.Equal(["10.62.0.2", "10.62.0.3"], first.Order());
        Assert.Equal(first.Reverse(), second);
    }

    [Fact]
    public async Task Many_replicas_fit_into_one_small_message()
    {
        await using var names = new NamesUnderTest();
        names.Table.Set("busy", [.. Enumerable.Range(1, 200).Select(last => new IPAddress([10, 62, 1, (byte)last]))]);

        var answer = await Resolver.AskAsync(names.EndPoint, DnsPacket.Query("busy"));

        Assert.InRange(answer.Length, 100, 512);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("nobody.openfaas-fn")]
    [InlineData("deep.nobody.openfaas-fn")]
    public async Task A_name_that_only_we_could_know_is_known_to_nobody_and_leaves_the_machine_never(string name)
    {
        await using var names = new NamesUnderTest();

        Assert.Equal(NoSuchName, DnsPacket.Result(await Resolver.AskAsync(names.EndPoint, DnsPacket.Query(name))));
        Assert.Equal(0, names.Other.Available);
    }

    [Fact]
    public async Task A_name_of_ours_has_no_address_of_another_kind_but_is_there()
    {
        await using var names = new NamesUnderTest();
        var query = DnsPacket.Query("shout", type: DnsPacket.Aaaa);

        var answer = await Resolver.AskAsync(names.EndPoint, query);

        Assert.Equal(Success, DnsPacket.Result(answer));
        Assert.Empty(DnsPacket.Addresses(answer, query.Length));
    }

    [Fact]
    public async Task A_function_that_was_removed_is_not_there_any_more()
    {
        await using var names = new NamesUnderTest();
        names.Table.Remove("shout");

        Assert.Equal(NoSuchName, DnsPacket.Result(await Resolver.AskAsync(names.EndPoint, DnsPacket.Query("shout"))));
    }

    [Fact]
    public async Task Other_names_are_asked_of_those_whom_the_machine_asks()
    {
        await using var names = new NamesUnderTest();
        var query = DnsPacket.Query("example.com", id: 5);
        using var asker = Resolver.Connect(names.EndPoint);
        await asker.SendAsync(query, TestContext.Current.CancellationToken);

        var (passedOn, from) = await names.OtherAskedAsync();
        // Guesses of somebody who is not on the way: another number, another name, no answer at all, half of one.
        foreach (var guess in new[] { DnsPacket.Answer(DnsPacket.Query("example.com", (ushort)(DnsPacket.Id(passedOn) + 1)), 66), DnsPacket.Answer(DnsPacket.Query("example.org", DnsPacket.Id(passedOn)), 66), passedOn, passedOn[..5] })
            await names.Other.SendToAsync(guess, from);
        await names.Other.SendToAsync(DnsPacket.Answer(passedOn, 8), from);
        var answer = await Resolver.ReceiveAsync(asker);

        Assert.Equal(query[2..], passedOn[2..]);
        Assert.Equal(5, DnsPacket.Id(answer));
        Assert.Equal(["192.0.2.8"], DnsPacket.Addresses(answer, query.Length));
    }

    [Fact]
    public async Task Who_does_not_answer_is_followed_by_the_next()
    {
        await using var names = new NamesUnderTest();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var absent = new IPEndPoint(IPAddress.Loopback, TestServers.LoopbackPorts.Take());
        names.Others = [absent, (IPEndPoint)silent.LocalEndPoint!, .. names.Others];
        using var asker = Resolver.Connect(names.EndPoint);
        await asker.SendAsync(DnsPacket.Query("example.com"), TestContext.Current.CancellationToken);
        await silent.ReceiveAsync(new byte[512], TestContext.Current.CancellationToken);
        names.Time.Advance(TimeSpan.FromSeconds(2));

        var (passedOn, from) = await names.OtherAskedAsync();
        await names.Other.SendToAsync(DnsPacket.Answer(passedOn, 8), from);

        Assert.Equal(Success, DnsPacket.Result(await Resolver.ReceiveAsync(asker)));
    }

    [Fact]
    public async Task When_nobody_answers_the_asker_is_told_so()
    {
        await using var names = new NamesUnderTest();
        names.Others = [];

        Assert.Equal(ServerFailure, DnsPacket.Result(await Resolver.AskAsync(names.EndPoint, DnsPacket.Query("example.com"))));
    }

    [Fact]
    public async Task One_who_asks_without_end_waits_for_few_answers_at_a_time()
    {
        await using var names = new NamesUnderTest();
        using var asker = Resolver.Connect(names.EndPoint);
        for (ushort id = 0; id < 64; id++)
        {
            await asker.SendAsync(DnsPacket.Query("example.com", id), TestContext.Current.CancellationToken);
            await names.OtherAskedAsync();
        }

        await asker.SendAsync(DnsPacket.Query("example.com", 64), TestContext.Current.CancellationToken);
        var refused = await Resolver.ReceiveAsync(asker);
        var ours = await Resolver.AskAsync(names.EndPoint, DnsPacket.Query("shout"));

        Assert.Equal((64, ServerFailure), (DnsPacket.Id(refused), DnsPacket.Result(refused)));
        Assert.Equal(Success, DnsPacket.Result(ours));
        names.Time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 64; i++)
            await Resolver.ReceiveAsync(asker);
        await asker.SendAsync(DnsPacket.Query("example.com", 65), TestContext.Current.CancellationToken);
        await names.OtherAskedAsync();
    }

    [Fact]
    public async Task What_cannot_be_read_is_answered_by_an_error_and_what_asks_nothing_not_at_all()
    {
        await using var names = new NamesUnderTest();
        using var asker = Resolver.Connect(names.EndPoint);
        var looping = DnsPacket.Query("ab", id: 2);
        looping[12] = 0xC0;
        looping[13] = 12;

        foreach (var message in new byte[][] { [], [1, 2, 3], DnsPacket.Answer(DnsPacket.Query("shout", id: 1), 1), looping })
            await asker.SendAsync(message, TestContext.Current.CancellationToken);
        var answer = await Resolver.ReceiveAsync(asker);

        Assert.Equal((2, Malformed, 12), (DnsPacket.Id(answer), DnsPacket.Result(answer), answer.Length));
    }

    [Fact]
    public async Task Strangers_are_not_served()
    {
        await using var names = new NamesUnderTest(askers: "10.62.0.0/16");
        await using var stream = await Resolver.ConnectByTcpAsync(names.EndPoint);

        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }
}
