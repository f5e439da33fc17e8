using System.Net;
using Connectors.Providers.Faasd.Networks;
using Connectors.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests.Networks;

/// <summary>A bridge with real plugins, in the tests' own network. Every instance has a device, a subnet and directories of its own.</summary>
internal sealed class NetworkUnderTest : IAsyncDisposable
{
    private static int count;

    private readonly TempDirectory directory = new("network");

    private NetworkUnderTest(int length)
    {
        var number = Interlocked.Increment(ref count);
        Options = new NetworkOptions
        {
            Name = $"test{number}",
            Bridge = $"test{number}",
            Subnet = new IPNetwork(IPAddress.Parse($"10.77.{number}.0"), length),
            ConfigurationDirectory = directory.Below("net.d"),
            LeaseDirectory = directory.Below("leases"),
            StateDirectory = directory.Below("state"),
        };
        Network = Restarted();
    }

    public NetworkOptions Options { get; set; }

    public BridgeNetwork Network { get; set; }

    public string LeaseFolder => Path.Combine(Options.LeaseDirectory, Options.Name);

    public static NetworkUnderTest Create(int length = 24)
    {
        Machine.Needs("ip", "nsenter", "busybox", "iptables", "/usr/lib/cni/bridge", "/usr/lib/cni/host-local");
        OwnNetwork.Needed();
        return new NetworkUnderTest(length);
    }

    /// <summary>The network as a hub finds it that starts after another was killed.</summary>
    public BridgeNetwork Restarted() => new(Options, TimeProvider.System, NullLogger<BridgeNetwork>.Instance);

    public Task<ReplicaNetwork> AttachAsync(string replica) => Network.AttachAsync(replica, TestContext.Current.CancellationToken);

    public Task DetachAsync(string replica) => Network.DetachAsync(replica, TestContext.Current.CancellationToken);

    /// <summary>The addresses that are given away.</summary>
    public IReadOnlyList<string> Leased() =>
        Directory.Exists(LeaseFolder) ? [.. Directory.EnumerateFiles(LeaseFolder).Select(path => Path.GetFileName(path)!).Where(name => IPAddress.TryParse(name, out _)).Order()] : [];

    /// <summary>Runs a program of busybox in a replica's network.</summary>
    public static Task<Command> InsideAsync(ReplicaNetwork replica, params IEnumerable<string> words) =>
        Command.RunAsync("nsenter", [$"--net={replica.NamespacePath}", "busybox", .. words]);

    public async ValueTask DisposeAsync()
    {
        // What a test left joined, whoever it said had it.
        await Restarted().ReconcileAsync(new HashSet<string>(), CancellationToken.None);
        await Command.RunAsync("ip", "link", "delete", Options.Bridge);
        directory.Dispose();
    }
}
