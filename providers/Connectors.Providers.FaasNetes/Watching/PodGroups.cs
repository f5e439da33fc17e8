using k8s.Models;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>The pods of a namespace by their functions, so that who asks for one function's does not look at those of all. Readers never wait. Thread-safe.</summary>
internal sealed class PodGroups(ObjectCache<V1Pod> pods)
{
    private volatile Grouped grouped = new([], []);

    /// <summary>Those of a function; the same list as long as none of them changes.</summary>
    public IReadOnlyList<V1Pod> Of(string function)
    {
        var (all, known) = (pods.All, grouped);
        if (!ReferenceEquals(all, known.All))
            grouped = known = Group(all, known);
        return known.ByFunction.TryGetValue(function, out var group) ? group : [];
    }

    private static Grouped Group(IEnumerable<V1Pod> all, Grouped before)
    {
        var next = new Dictionary<string, V1Pod[]>();
        foreach (var group in all.Where(pod => Function(pod) is not null).GroupBy(pod => Function(pod)!))
        {
            V1Pod[] now = [.. group];
            next[group.Key] = before.ByFunction.TryGetValue(group.Key, out var known) && known.SequenceEqual(now) ? known : now;
        }
        return new Grouped(all, next);
    }

    private static string? Function(V1Pod pod) => pod.Metadata.Labels?.TryGetValue(Manifests.Marks.Function, out var function) == true ? function : null;

    private sealed record Grouped(IEnumerable<V1Pod> All, Dictionary<string, V1Pod[]> ByFunction);
}
