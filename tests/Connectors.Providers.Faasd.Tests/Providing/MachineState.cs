using System.Collections.Concurrent;
using System.Net;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Tests.Images;
using Connectors.TestServers.Containerd;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>What there is on the machine of a provider's doing: each thing counted, and none of it may be more than before.</summary>
internal sealed record MachineState(
    int Containers, int Tasks, int Snapshots, int Leases, int Shims, int Addresses, int NetworkNamespaces, int Mounts, int Cgroups, int VirtualDevices, int Files)
{
    // Others run containers on this machine too: control groups bear the names of their containers, and those are ours that we have seen.
    private static readonly ConcurrentDictionary<string, string> seen = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<MachineState> OfAsync(FaasdProviderSettings settings, string data, params IReadOnlyList<string> namespaces)
    {
        using var channel = new ContainerdChannel(settings.Address, TimeProvider.System);
        var state = new MachineState(
            0, 0, 0, 0, ContainerdShims.Of(settings.Address).Count,
            Below(Path.Combine(settings.CniDataDir, settings.Network)).Count(path => IPAddress.TryParse(Path.GetFileName(path), out _)),
            Below(settings.ToNetworkOptions("functions").StateDirectory).Count(path => !Directory.Exists(path) && !path.EndsWith(".json", StringComparison.Ordinal)),
            MountsBelow.Of(Path.GetDirectoryName(settings.Address)!).Count + MountsBelow.Of(settings.StateDir).Count,
            0,
            Directory.EnumerateDirectories("/sys/class/net").Count(device => Path.GetFileName(device).StartsWith("veth", StringComparison.Ordinal)),
            new[] { "output", "tmp", "logs" }.Sum(folder => Below(Path.Combine(data, folder)).Count())
                + new[] { "files", "secrets", "views" }.Sum(folder => Below(Path.Combine(settings.StateDir, "functions", folder)).Count()));
        foreach (var name in namespaces)
        {
            var containerd = new ContainerdNamespace(channel, name);
            var containers = await new ContainerStore(containerd, new ImageOptions(), TimeProvider.System).ListAsync(null, Ending);
            var left = await Leftovers.CollectAsync(containerd);
            foreach (var container in containers)
                seen.TryAdd($"connectors_{name}_{container.Id}", settings.Address);
            state = state with
            {
                Containers = state.Containers + containers.Count,
                Tasks = state.Tasks + (await new ContainerTasks(containerd, new ImageOptions()).ListAsync(Ending)).Count,
                Snapshots = state.Snapshots + left.Snapshots,
                Leases = state.Leases + left.Leases,
            };
        }
        return state with { Cgroups = seen.Where(group => group.Value == settings.Address).Sum(group => Groups(group.Key)) };
    }

    /// <summary>Waits until it is as it was, because what leaves takes its time; fails with what is more.</summary>
    public async Task AgainAsync(Func<Task<MachineState>> look)
    {
        var now = await look();
        await FunctionCalls.EventuallyAsync(async () => (now = await look()) == this, () => $"before: {this}\n   now: {now}");
    }

    // One in each tree of version 1.
    private static int Groups(string name) => Directory.EnumerateDirectories("/sys/fs/cgroup").Count(tree => Directory.Exists(Path.Combine(tree, name))) + (Directory.Exists($"/sys/fs/cgroup/{name}") ? 1 : 0);

    private static IEnumerable<string> Below(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Where(path => !Directory.Exists(path)) : [];
}
