using System.Net;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Clients;

public sealed class Who_sends_a_request
{
    private static readonly string[] Proxies = ["10.0.0.0/8", "2001:db8:1::/48", "192.0.2.1"];

    [Theory]
    // Nobody is believed who is no proxy of ours.
    [InlineData("203.0.113.9", "203.0.113.9", "198.51.100.7")]
    [InlineData("203.0.113.9", "203.0.113.9", "10.1.1.1")]
    // The nearest proxy's word, and that of proxies before it.
    [InlineData("198.51.100.7", "10.0.0.1", "198.51.100.7")]
    [InlineData("198.51.100.7", "10.0.0.1", "198.51.100.7, 10.0.0.2,192.0.2.1")]
    [InlineData("198.51.100.7", "10.0.0.1", "198.51.100.7", "10.0.0.2")]
    [InlineData("198.51.100.7", "::ffff:10.0.0.1", "198.51.100.7")]
    [InlineData("2001:db8:2::5", "2001:db8:1::1", "2001:db8:2::5")]
    // What the client itself wrote before that is not believed.
    [InlineData("198.51.100.7", "10.0.0.1", "1.1.1.1, 198.51.100.7")]
    [InlineData("198.51.100.7", "10.0.0.1", "10.9.9.9, 198.51.100.7, 10.0.0.2")]
    // With a port, in every spelling.
    [InlineData("198.51.100.7", "10.0.0.1", "198.51.100.7:4711")]
    [InlineData("2001:db8:2::5", "10.0.0.1", "[2001:db8:2::5]:4711")]
    [InlineData("198.51.100.7", "10.0.0.1", "::ffff:198.51.100.7")]
    // A proxy that names nobody is all that is known.
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1", "")]
    [InlineData("10.0.0.1", "10.0.0.1", "unknown")]
    [InlineData("10.0.0.1", "10.0.0.1", "198.51.100.7, ")]
    [InlineData("10.0.0.1", "10.0.0.1", "8080")]
    [InlineData("10.0.0.2", "10.0.0.1", "_hidden, 10.0.0.2")]
    [InlineData("10.0.0.3", "10.0.0.1", "10.0.0.3, 10.0.0.2")]
    public async Task Is_told_by_the_connection_and_by_trusted_proxies(string client, string connection, params string[] forwarded) =>
        Assert.Equal(client, (await SenderAsync(connection, forwarded)).ToString());

    [Fact]
    public async Task Is_one_client_in_a_whole_network_of_IPv6()
    {
        var (one, other, far) = (await SenderAsync("2001:db8:2:3::1"), await SenderAsync("2001:db8:2:3:ffff::2"), await SenderAsync("2001:db8:2:4::1"));
        Assert.Equal(one.Network, other.Network);
        Assert.NotEqual(one.Network, far.Network);
        Assert.Equal("203.0.113.9", (await SenderAsync("203.0.113.9")).Network.ToString());
    }

    [Fact]
    public async Task Is_unknown_where_the_connection_has_no_address() => Assert.Equal("unknown", (await SenderAsync(null)).ToString());

    [Fact]
    public async Task Holds_for_every_route_and_for_each_request_of_a_connection()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.TrustedProxies = ["127.0.0.1"]);
        Assert.Equal("198.51.100.7", await ToldAsync(host, "198.51.100.7"));
        Assert.Equal("127.0.0.1", await ToldAsync(host));
        Assert.Equal("2001:db8::9", await ToldAsync(host, "2001:db8::9"));
    }

    [Fact]
    public async Task Is_the_connection_alone_unless_proxies_are_named()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.Equal("127.0.0.1", await ToldAsync(host, "198.51.100.7"));
    }

    [Theory]
    [InlineData("10.0.0.1/8")]
    [InlineData("10")]
    [InlineData("proxy.example")]
    [InlineData("")]
    public void Proxies_that_cannot_be_read_are_a_fault(string entry)
    {
        var fault = Assert.Single(new GatewaySettings { TrustedProxies = [entry] }.Faults());
        Assert.StartsWith($"gateway.trusted-proxies: '{entry}' is neither", fault);
    }

    private static async Task<string> ToldAsync(GatewayHost host, string? forwarded = null)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/connector/sender", headers: forwarded is null ? [] : [("X-Forwarded-For", forwarded)]);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<ClientAddress> SenderAsync(string? connection, params string[] forwarded)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = connection is null ? null : IPAddress.Parse(connection);
        if (forwarded.Length > 0)
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        await new ForwardedClient(_ => Task.CompletedTask, TrustedProxies.Parse(Proxies)).InvokeAsync(context);
        return ClientAddress.Of(context);
    }
}
