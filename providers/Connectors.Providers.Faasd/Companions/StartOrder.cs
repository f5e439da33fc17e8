namespace Connectors.Providers.Faasd.Companions;

/// <summary>In which order companions are started: each after those that it depends on, otherwise as written. They are stopped the other way round.</summary>
internal static class StartOrder
{
    /// <summary>All of them in order; those in a circle are left out and told in <paramref name="faults"/>.</summary>
    /// <param name="companions">With dependencies that exist.</param>
    /// <param name="faults">Gets a sentence for every circle.</param>
    public static IReadOnlyList<Companion> Of(IReadOnlyList<Companion> companions, ICollection<string> faults)
    {
        var byName = companions.ToDictionary(companion => companion.Name, StringComparer.Ordinal);
        var order = new List<Companion>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var companion in companions)
            Visit(companion, [], byName, done, order, faults);
        return order;
    }

    private static bool Visit(Companion companion, List<string> path, Dictionary<string, Companion> byName, HashSet<string> done, List<Companion> order, ICollection<string> faults)
    {
        if (path.IndexOf(companion.Name) is >= 0 and var start)
        {
            faults.Add($"{string.Join(" -> ", path[start..])} -> {companion.Name} depend on each other in a circle; take one of these out of depends_on");
            return false;
        }
        if (!done.Add(companion.Name))
            return true;
        path.Add(companion.Name);
        var isWhole = true;
        foreach (var name in companion.DependsOn)
            isWhole &= !byName.TryGetValue(name, out var other) || Visit(other, path, byName, done, order, faults);
        path.RemoveAt(path.Count - 1);
        if (isWhole)
            order.Add(companion);
        return isWhole;
    }
}
