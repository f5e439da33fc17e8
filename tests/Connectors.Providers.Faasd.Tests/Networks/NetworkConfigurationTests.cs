using System.Net;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Networks.Plugins;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Networks;

public sealed class NetworkConfigurationTests
{
    [Fact]
    public void The_network_is_the_one_that_a_host_of_functions_already_has()
    {
        var network = NetworkConfiguration.Of(new NetworkOptions(), hasPacketFilter: true, hasFirewall: true);

        Assert.Equal(
            """{"cniVersion":"0.4.0","name":"openfaas-cni-bridge","plugins":[{"type":"bridge","bridge":"openfaas0","isGateway":true,"ipMasq":true,"ipam":{"type":"host-local","subnet":"10.62.0.0/16","dataDir":"/var/run/cni","routes":[{"dst":"0.0.0.0/0"}]}},{"type":"firewall"}]}""",
            network.ToJsonString());
        Assert.Equal(IPAddress.Parse("10.62.0.1"), new NetworkOptions().HostAddress);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void Without_a_packet_filter_nothing_asks_for_one(bool hasPacketFilter, bool hasFirewall, bool masquerades)
    {
        var plugins = NetworkConfiguration.Of(new NetworkOptions(), hasPacketFilter, hasFirewall)["plugins"]!.AsArray();

        Assert.Equal(masquerades, Assert.Single(plugins)!["ipMasq"]!.GetValue<bool>());
    }

    [Fact]
    public void The_file_is_written_once_and_mended_when_it_says_otherwise()
    {
        using var directory = new TempDirectory("net.d");
        var options = new NetworkOptions { ConfigurationDirectory = directory.Below("cni/net.d") };
        var path = directory.Below("cni/net.d/10-openfaas.conflist");

        NetworkFile.Write(options, NetworkConfiguration.Of(options, true, true));
        var first = File.ReadAllText(path);
        File.WriteAllText(path, "{}");
        NetworkFile.Write(options, NetworkConfiguration.Of(options, true, true));

        Assert.Equal(first, File.ReadAllText(path));
        Assert.Contains("\"openfaas0\"", first, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(directory.Below("cni/net.d")));
    }

    [Theory]
    [InlineData("10.62.5.9", 24, true)]
    [InlineData("10.0.0.5", 8, true)]
    [InlineData("10.63.0.1", 16, false)]
    [InlineData("192.168.1.1", 24, false)]
    [InlineData("127.0.0.1", 8, false)]
    public void A_subnet_that_the_machine_knows_otherwise_is_found(string address, int length, bool clashes)
    {
        var fault = SubnetClash.Fault(new NetworkOptions(), [("eth0", IPAddress.Parse(address), length)]);

        Assert.Equal(clashes, fault is not null);
        if (clashes)
            Assert.Contains("of the device eth0; set it to a network that is free", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bridge_itself_is_in_nobodys_way() => Assert.Null(SubnetClash.Fault(new NetworkOptions(), [("openfaas0", IPAddress.Parse("10.62.0.1"), 16)]));

    [Fact]
    public void The_loopback_is_among_the_machines_addresses() => Assert.Contains(SubnetClash.Addresses(), address => address.Address.Equals(IPAddress.Loopback));

    [Theory]
    [InlineData("10.62.0.0/16", "openfaas0", 0)]
    [InlineData("10.62.0.0/30", "openfaas0", 1)]
    [InlineData("fd00::/64", "a-name-that-is-too-long", 2)]
    public void Settings_that_cannot_be_are_told_all_at_once(string subnet, string bridge, int faults) =>
        Assert.Equal(faults, new NetworkOptions { Subnet = IPNetwork.Parse(subnet), Bridge = bridge }.Faults().Count());
}
