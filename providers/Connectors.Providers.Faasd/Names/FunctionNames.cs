using System.Net;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Namespaces;

namespace Connectors.Providers.Faasd.Names;

/// <summary>Keeps the table of names as functions are: each by <c>name.namespace</c>, and by its bare name in the default namespace. From start to disposal.</summary>
internal sealed class FunctionNames(NameTable table, FunctionRegistry registry, NamespaceTable namespaces, NetworkOptions network) : IAsyncDisposable
{
    // The machine itself, by the names that functions know from faasd.
    private static readonly string[] Machine = ["gateway", "faasd-provider"];

    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, IReadOnlyList<IPAddress>> known = new(StringComparer.Ordinal);
    private HashSet<string> zones = [];
    private Task following = Task.CompletedTask;

    public void Start()
    {
        foreach (var name in Machine)
            table.Set(name, [network.HostAddress]);
        following = Task.Run(FollowAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            var seen = registry.Changes.Version;
            Bring();
            await registry.Changes.WaitAsync(seen, stopping.Token);
        }
    }

    private void Bring()
    {
        var now = new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.Ordinal);
        foreach (var function in registry.All)
        {
            IReadOnlyList<IPAddress> addresses = [.. function.View.Endpoints.Ready.Select(address => IPAddress.Parse(address.Host))];
            now[function.Name.ToString()] = addresses;
            // What runs beside functions keeps its name, whatever functions are called.
            if (function.Name.Namespace == namespaces.Default && !Machine.Contains(function.Name.Name) && (known.ContainsKey(function.Name.Name) || table.Find(function.Name.Name) is null))
                now[function.Name.Name] = addresses;
        }
        foreach (var gone in known.Keys.Where(name => !now.ContainsKey(name)).ToList())
        {
            table.Remove(gone);
            known.Remove(gone);
        }
        foreach (var (name, addresses) in now)
        {
            if (known.TryGetValue(name, out var same) && same.SequenceEqual(addresses))
                continue;
            table.Set(name, addresses);
            known[name] = addresses;
        }
        BringZones([.. namespaces.All.Select(one => one.Name)]);
    }

    private void BringZones(HashSet<string> now)
    {
        foreach (var gone in zones.Where(zone => !now.Contains(zone)))
            table.RemoveNamespace(gone);
        foreach (var zone in now)
            table.AddNamespace(zone);
        zones = now;
    }
}
