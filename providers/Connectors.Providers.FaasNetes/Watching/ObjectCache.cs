using System.Globalization;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>
/// Objects of one kind in one namespace, as far as they are known. What we have written ourselves is put in at once, and older news of it that is still on
/// its way does not undo it. Readers see one immutable table after another and never wait.
/// </summary>
internal sealed class ObjectCache<T>(Action changed)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> removed = [];
    private volatile Dictionary<string, T> table = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<T> All => table.Values;

    /// <summary>Null when there is none of that name.</summary>
    public T? Find(string name) => table.GetValueOrDefault(name);

    /// <summary>One that has been written or changed.</summary>
    public void Put(T one)
    {
        lock (gate)
        {
            if (removed.GetValueOrDefault(one.Metadata.Name) == one.Metadata.Uid)
                return;
            if (table.TryGetValue(one.Metadata.Name, out var known) && known.Metadata.Uid == one.Metadata.Uid && Version(known) >= Version(one))
                return;
            removed.Remove(one.Metadata.Name);
            table = new(table) { [one.Metadata.Name] = one };
        }
        changed();
    }

    /// <summary>One that is gone.</summary>
    public void Remove(T one)
    {
        lock (gate)
        {
            removed[one.Metadata.Name] = one.Metadata.Uid;
            if (!table.TryGetValue(one.Metadata.Name, out var known) || known.Metadata.Uid != one.Metadata.Uid)
                return;
            var next = new Dictionary<string, T>(table);
            next.Remove(one.Metadata.Name);
            table = next;
        }
        changed();
    }

    /// <summary>All that there are at a version; what we have written later stays.</summary>
    public void Replace(IEnumerable<T> all, string version)
    {
        lock (gate)
        {
            var next = all.Where(one => removed.GetValueOrDefault(one.Metadata.Name) != one.Metadata.Uid).ToDictionary(one => one.Metadata.Name);
            foreach (var (name, known) in table)
            {
                if (Version(known) > Version(version) || (next.TryGetValue(name, out var listed) && listed.Metadata.Uid == known.Metadata.Uid && Version(known) > Version(listed)))
                    next[name] = known;
            }
            table = next;
            removed.Clear();
        }
        changed();
    }

    private static ulong Version(T one) => Version(one.Metadata.ResourceVersion);

    private static ulong Version(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
