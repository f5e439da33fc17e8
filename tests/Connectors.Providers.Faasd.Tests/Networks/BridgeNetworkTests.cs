using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectors.Providers.Faasd.Networks;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Networks;

public sealed class BridgeNetworkTests
{
    [Fact]
    public async Task Two_replicas_have_an_address_each_and_reach_one_another()
    {
        await using var net = NetworkUnderTest.Create();
        using var page = new TempDirectory("page");
        File.WriteAllText(page.Below("index.html"), "hello");
        var one = await net.AttachAsync("shout-1");
        var two = await net.AttachAsync("shout-2");
        await using var server = ServerProcess.Start("nsenter", [$"--net={one.NamespacePath}", "busybox", "httpd", "-f", "-p", "8080", "-h", page.Path]);

        var said = await NetworkUnderTest.InsideAsync(two, "sh", "-c", $"for i in $(seq 100); do wget -q -O - http://{one.Address}:8080/ && exit; usleep 50000; done; exit 1");

        Assert.Equal("hello", said.Succeeded());
        Assert.NotEqual(one.Address, two.Address);
        Assert.All([one, two], replica => Assert.True(net.Options.Subnet.Contains(replica.Address)));
        (await NetworkUnderTest.InsideAsync(one, "ping", "-c", "1", "-W", "5", two.Address.ToString())).Succeeded();
        (await Command.RunAsync("busybox", "ping", "-c", "1", "-W", "5", two.Address.ToString())).Succeeded();
    }

    [Fact]
    public async Task A_replica_has_a_loopback_of_its_own()
    {
        await using var net = NetworkUnderTest.Create();

        (await NetworkUnderTest.InsideAsync(await net.AttachAsync("shout-1"), "ping", "-c", "1", "-W", "5", "127.0.0.1")).Succeeded();
    }

    [Fact]
    public async Task What_the_host_serves_on_the_bridge_is_reached_and_what_it_serves_on_its_loopback_is_not()
    {
        await using var net = NetworkUnderTest.Create();
        var replica = await net.AttachAsync("shout-1");
        using var shared = Serve(net.Options.HostAddress, "shared");
        using var own = Serve(IPAddress.Loopback, "own");

        var reached = await NetworkUnderTest.InsideAsync(replica, "nc", "-w", "5", net.Options.HostAddress.ToString(), PortOf(shared));
        var refused = await NetworkUnderTest.InsideAsync(replica, "nc", "-w", "5", net.Options.HostAddress.ToString(), PortOf(own));
        // Sent by the host's address as a router, as a program with every right inside might.
        await Command.RunAsync("nsenter", $"--net={replica.NamespacePath}", "ip", "link", "set", "lo", "down");
        await Command.RunAsync("nsenter", $"--net={replica.NamespacePath}", "ip", "route", "add", "127.0.0.0/8", "via", net.Options.HostAddress.ToString());
        var forged = await NetworkUnderTest.InsideAsync(replica, "nc", "-w", "1", "127.0.0.1", PortOf(own));

        Assert.Equal("shared", reached.Succeeded());
        Assert.All([refused, forged], answer => Assert.Equal((1, ""), (answer.ExitCode, answer.Output)));
        Assert.All(Directory.GetFiles("/proc/sys/net/ipv4/conf", "route_localnet", SearchOption.AllDirectories), file => Assert.Equal("0", File.ReadAllText(file).Trim()));
    }

    [Fact]
    public async Task A_replica_that_goes_gives_its_address_back_and_leaves_nothing()
    {
        await using var net = NetworkUnderTest.Create();
        var replica = await net.AttachAsync("shout-1");
        Assert.Single(net.Leased());

        await net.DetachAsync("shout-1");
        await net.DetachAsync("shout-1");

        Assert.Empty(net.Leased());
        Assert.False(File.Exists(replica.NamespacePath));
        Assert.Empty(Directory.GetFiles(net.Options.StateDirectory, "*", SearchOption.AllDirectories));
        Assert.DoesNotContain(replica.Address.ToString(), (await Command.RunAsync("iptables-save")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("veth", (await Command.RunAsync("ip", "link", "show", "master", net.Options.Bridge)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_every_address_is_taken_the_sentence_names_the_subnet_and_nothing_is_left()
    {
        await using var net = NetworkUnderTest.Create(length: 30);
        await net.AttachAsync("shout-1");

        var refused = await Assert.ThrowsAsync<NetworkException>(() => net.AttachAsync("shout-2"));

        Assert.Contains($"Every address of {net.Options.Subnet} is taken: scale functions down, or set faasd.subnet", refused.Message, StringComparison.Ordinal);
        Assert.Null(net.Network.Find("shout-2"));
        Assert.Single(net.Leased());
        Assert.Equal(1, (await Command.RunAsync("ip", "link", "show", "master", net.Options.Bridge)).Output.Split("veth").Length - 1);
        await net.DetachAsync("shout-1");
        await net.AttachAsync("shout-2");
    }

    [Fact]
    public async Task After_a_restart_the_living_are_found_and_the_dead_removed()
    {
        await using var net = NetworkUnderTest.Create();
        var living = await net.AttachAsync("living");
        var dead = await net.AttachAsync("dead");

        var hub = net.Restarted();
        var without = await hub.ReconcileAsync(new HashSet<string> { "living", "newborn" }, TestContext.Current.CancellationToken);

        Assert.Equal(["newborn"], without);
        Assert.Equal(living, hub.Find("living"));
        Assert.Null(hub.Find("dead"));
        Assert.Equal([living.Address.ToString()], net.Leased());
        Assert.False(File.Exists(dead.NamespacePath));
        Assert.Null(await hub.FaultAsync("living", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Addresses_whose_namespaces_are_lost_are_given_back()
    {
        await using var net = NetworkUnderTest.Create();
        var lost = await net.AttachAsync("lost");
        (await Command.RunAsync("umount", lost.NamespacePath)).Succeeded();
        Directory.Delete(net.Options.StateDirectory, recursive: true);

        await net.Restarted().ReconcileAsync(new HashSet<string>(), TestContext.Current.CancellationToken);

        Assert.Empty(net.Leased());
    }

    [Fact]
    public async Task What_others_have_on_the_bridge_is_left_alone()
    {
        await using var net = NetworkUnderTest.Create();
        await net.AttachAsync("ours");
        File.WriteAllText(Path.Combine(net.LeaseFolder, "10.77.200.9"), "nats-621\r\neth1");

        await net.Restarted().ReconcileAsync(new HashSet<string>(), TestContext.Current.CancellationToken);

        Assert.Equal(["10.77.200.9"], net.Leased());
    }

    [Fact]
    public async Task A_replica_that_is_joined_again_has_one_address_and_a_new_namespace()
    {
        await using var net = NetworkUnderTest.Create();
        await net.AttachAsync("shout-1");

        var again = await net.AttachAsync("shout-1");

        Assert.Equal([again.Address.ToString()], net.Leased());
        (await NetworkUnderTest.InsideAsync(again, "ping", "-c", "1", "-W", "5", net.Options.HostAddress.ToString())).Succeeded();
    }

    [Fact]
    public async Task A_network_that_somebody_changed_is_found_wrong()
    {
        await using var net = NetworkUnderTest.Create();
        var replica = await net.AttachAsync("shout-1");
        (await Command.RunAsync("nsenter", $"--net={replica.NamespacePath}", "ip", "address", "flush", "dev", "eth0")).Succeeded();

        var fault = await net.Network.FaultAsync("shout-1", TestContext.Current.CancellationToken);

        Assert.StartsWith("the CNI plugin 'bridge' finds the network of connectors.shout-1 wrong", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_replicas_may_come_at_once()
    {
        await using var net = NetworkUnderTest.Create();

        var replicas = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => net.AttachAsync($"shout-{number}")));

        Assert.Equal(8, replicas.Select(replica => replica.Address).Distinct().Count());
        await Task.WhenAll(replicas.Select(replica => net.DetachAsync(replica.Replica)));
        Assert.Empty(net.Leased());
    }

    [Fact]
    public async Task A_bridge_of_another_network_is_told_with_the_remedy()
    {
        await using var net = NetworkUnderTest.Create();
        (await Command.RunAsync("ip", "link", "add", net.Options.Bridge, "type", "bridge")).Succeeded();
        (await Command.RunAsync("ip", "address", "add", "10.99.0.1/24", "dev", net.Options.Bridge)).Succeeded();

        var refused = await Assert.ThrowsAsync<NetworkException>(() => net.AttachAsync("shout-1"));

        Assert.Contains($"{net.Options.Bridge} belongs to another network", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/x")]
    [InlineData("a.b")]
    [InlineData("")]
    public async Task A_name_that_is_no_name_is_refused(string name)
    {
        await using var net = NetworkUnderTest.Create();

        await Assert.ThrowsAsync<ArgumentException>(() => net.AttachAsync(name));
    }

    private static TcpListener Serve(IPAddress address, string text)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        _ = AnswerAsync(listener, text);
        return listener;
    }

    private static async Task AnswerAsync(TcpListener listener, string text)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(CancellationToken.None);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), CancellationToken.None);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
}
