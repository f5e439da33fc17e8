using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Names.Listening;
using Connectors.Providers.Faasd.Tests.Networks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests.Names;

/// <summary>A real resolver in a real network asks us.</summary>
public sealed class NamesInContainersTests
{
    [Fact]
    public async Task A_replica_finds_another_by_its_name_though_we_were_there_before_the_bridge()
    {
        await using var net = NetworkUnderTest.Create();
        var table = new NameTable();
        await using var server = NameServer.Start(Options(net), table, TimeProvider.System, NullLogger<NameServer>.Instance);
        var asker = await net.AttachAsync("shout-1");
        table.Set("echo", [(await net.AttachAsync("echo-1")).Address]);

        var found = await NetworkUnderTest.InsideAsync(asker, "nslookup", "echo", net.Options.HostAddress.ToString());
        var missing = await NetworkUnderTest.InsideAsync(asker, "nslookup", "nobody", net.Options.HostAddress.ToString());

        Assert.Contains($"Address: {table.Find("echo")![0]}", found.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("NXDOMAIN", missing.Output + missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_the_remedy()
    {
        await using var net = NetworkUnderTest.Create();
        await using var first = NameServer.Start(Options(net), new NameTable(), TimeProvider.System, NullLogger<NameServer>.Instance);

        var refused = Assert.Throws<NameServerException>(() => NameServer.Start(Options(net), new NameTable(), TimeProvider.System, NullLogger<NameServer>.Instance));

        Assert.Contains($"{net.Options.HostAddress}:53", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Another DNS server of this machine", refused.Message, StringComparison.Ordinal);
    }

    private static NameServerOptions Options(NetworkUnderTest net) => new() { Address = net.Options.HostAddress, Askers = net.Options.Subnet };
}
