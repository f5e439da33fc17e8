using System.Collections.Immutable;
using System.Net;

namespace Connectors.Providers.Faasd.Names;

/// <summary>
/// Which names are ours: those of functions, of what runs beside them, and of the gateway. A name without a namespace means the default one. Thread-safe;
/// reading never waits.
/// </summary>
internal sealed class NameTable
{
    private ImmutableDictionary<string, IReadOnlyList<IPAddress>> names = ImmutableDictionary.Create<string, IReadOnlyList<IPAddress>>(StringComparer.OrdinalIgnoreCase);
    private ImmutableHashSet<string> zones = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a name, or replaces its addresses; none: it is known and has no replica now.</summary>
    /// <param name="name">E.g. <c>gateway</c>, <c>shout</c>, <c>shout.openfaas-fn</c>.</param>
    /// <param name="addresses">IPv4.</param>
    public void Set(string name, IReadOnlyList<IPAddress> addresses) => ImmutableInterlocked.AddOrUpdate(ref names, name, addresses, (_, _) => addresses);

    public void Remove(string name) => ImmutableInterlocked.TryRemove(ref names, name, out _);

    /// <summary>Says that names below it are ours alone, so that those that we do not know are known to nobody.</summary>
    public void AddNamespace(string @namespace) => ImmutableInterlocked.Update(ref zones, static (all, one) => all.Add(one), @namespace);

    public void RemoveNamespace(string @namespace) => ImmutableInterlocked.Update(ref zones, static (all, one) => all.Remove(one), @namespace);

    /// <summary>Null when there is no such name.</summary>
    public IReadOnlyList<IPAddress>? Find(string name) => names.GetValueOrDefault(name);

    /// <summary>Whether nobody but us can know it: it has one label, or the namespace is ours. Such a name never leaves the machine.</summary>
    public bool IsOurs(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? name.Length > 0 : zones.Contains(name[(dot + 1)..]);
    }
}
