using System.Net;
using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Names.Forwarding;
using Connectors.TestServers;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.Faasd.Tests.Names;

public sealed class HostNameserversTests
{
    private static readonly IPAddress Ourselves = IPAddress.Parse("10.62.0.1");

    [Fact]
    public void They_are_read_as_the_systems_resolver_reads_them_and_we_are_not_among_them() =>
        Assert.Equal(
            ["192.0.2.1:53", "[2001:db8::1]:53", "127.0.0.53:53"],
            HostNameservers.Parse("# nameserver 9.9.9.9\nsearch x\nnameserver\t192.0.2.1 # first\r\nnameserver 10.62.0.1\nnameserver nonsense\nnameserver\nnameserver 2001:db8::1\nnameserver 127.0.0.53\nnameserver 192.0.2.4\n", Ourselves)
                .Select(server => server.ToString()));

    [Fact]
    public void A_file_that_changes_is_read_again_and_one_that_is_gone_names_nobody()
    {
        using var directory = new TempDirectory("resolv");
        var time = new FakeTimeProvider();
        File.WriteAllText(directory.Below("resolv.conf"), "nameserver 192.0.2.1\n");
        var host = new HostNameservers(directory.Below("resolv.conf"), Ourselves, time);
        Assert.Equal("192.0.2.1:53", Assert.Single(host.Current()).ToString());

        File.WriteAllText(directory.Below("resolv.conf"), "nameserver 192.0.2.2\n");
        Assert.Equal("192.0.2.1:53", Assert.Single(host.Current()).ToString());
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("192.0.2.2:53", Assert.Single(host.Current()).ToString());

        File.Delete(directory.Below("resolv.conf"));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(host.Current());
    }

    [Fact]
    public void Containers_ask_us_alone_and_know_themselves()
    {
        Assert.Equal("nameserver 10.62.0.1\n", NameFiles.ResolvConf(Ourselves));
        Assert.Contains("\n10.62.0.9\tshout-1\n", NameFiles.Hosts("shout-1", IPAddress.Parse("10.62.0.9")), StringComparison.Ordinal);
    }
}
