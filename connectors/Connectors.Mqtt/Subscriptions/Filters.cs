using System.Text;

namespace Connectors.Mqtt.Subscriptions;

/// <summary>How filters of MQTT lie to each other.</summary>
internal static class Filters
{
    public static bool HasWildcard(string filter) => filter.AsSpan().IndexOfAny('+', '#') >= 0;

    /// <summary>True when there are topics that both mean.</summary>
    public static bool Overlap(string left, string right)
    {
        // Topics of the server's own are meant only by filters that name them.
        if ((left[0] == '$' && right[0] is ('+' or '#')) || (right[0] == '$' && left[0] is ('+' or '#')))
            return false;
        var (a, b) = (left.Split('/'), right.Split('/'));
        for (var i = 0; ; i++)
        {
            var (aEnds, bEnds) = (i == a.Length, i == b.Length);
            if ((!aEnds && a[i] == "#") || (!bEnds && b[i] == "#"))
                return true;
            if (aEnds || bEnds)
                return aEnds && bEnds;
            if (a[i] != "+" && b[i] != "+" && a[i] != b[i])
                return false;
        }
    }

    /// <summary>The narrowest filter that means all that the two mean, which overlap.</summary>
    public static string Join(string left, string right)
    {
        var (a, b) = (left.Split('/'), right.Split('/'));
        var joined = new StringBuilder();
        for (var i = 0; i < a.Length || i < b.Length; i++)
        {
            if (i > 0)
                joined.Append('/');
            if (i >= a.Length || i >= b.Length || a[i] == "#" || b[i] == "#")
                return joined.Append('#').ToString();
            joined.Append(a[i] == b[i] ? a[i] : "+");
        }
        return joined.ToString();
    }

    /// <summary>
    /// Filters that together mean at least what these mean, and no topic twice. A server may deliver a message once for each subscription that
    /// it matches, and with shared ones to another replica each time: so no two of ours may match one message.
    /// </summary>
    public static HashSet<string> Disjoint(IEnumerable<string> filters)
    {
        var all = filters.Distinct(StringComparer.Ordinal).ToLookup(HasWildcard);
        var wide = new List<string>();
        foreach (var filter in all[true].Order(StringComparer.Ordinal))
            Add(wide, filter);
        var disjoint = new HashSet<string>(wide, StringComparer.Ordinal);
        foreach (var name in all[false])
        {
            if (!wide.Exists(filter => Overlap(filter, name)))
                disjoint.Add(name);
        }
        return disjoint;
    }

    private static void Add(List<string> disjoint, string filter)
    {
        var added = filter;
        while (disjoint.FindIndex(other => Overlap(other, added)) is >= 0 and var at)
        {
            added = Join(disjoint[at], added);
            disjoint.RemoveAt(at);
        }
        disjoint.Add(added);
    }
}
