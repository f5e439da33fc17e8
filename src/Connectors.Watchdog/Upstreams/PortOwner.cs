using System.Globalization;

namespace Connectors.Watchdog.Upstreams;

/// <summary>Tells from the kernel's tables who listens on a port.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    /// <summary>
    /// A process outside the leader's session and not descending from it that listens on the port while nobody of the leader's does; null
    /// when there is none, and when it cannot be seen.
    /// </summary>
    public static int? Stranger(int port, int leader)
    {
        var sockets = Listeners(port, leader);
        if (sockets.Count == 0 || Holds(leader, sockets))
            return null;
        var all = Processes();
        var family = all.Where(process => IsFamily(process, leader, all)).Select(process => process.Key).ToHashSet();
        if (family.Any(member => Holds(member, sockets)))
            return null;
        foreach (var pid in all.Keys)
        {
            if (!family.Contains(pid) && Holds(pid, sockets))
                return pid;
        }
        return null;
    }

    private static HashSet<string> Listeners(int port, int leader)
    {
        var sockets = new HashSet<string>(StringComparer.Ordinal);
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            foreach (var line in Lines($"/proc/{leader}/net/{table}"))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(suffix, StringComparison.Ordinal))
                    sockets.Add($"socket:[{fields[9]}]");
            }
        }
        return sockets;
    }

    private static Dictionary<int, (int Parent, int Session)> Processes()
    {
        var all = new Dictionary<int, (int, int)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || Lines(folder + "/stat") is not [var stat, ..])
                continue;
            // The name, in brackets, may hold anything; after it come state, parent, group and session.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            all[pid] = (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
        }
        return all;
    }

    private static bool IsFamily(KeyValuePair<int, (int Parent, int Session)> process, int leader, Dictionary<int, (int Parent, int Session)> all)
    {
        if (process.Key == leader || process.Value.Session == leader)
            return true;
        var seen = 0;
        for (var parent = process.Value.Parent; all.TryGetValue(parent, out var next) && seen++ < all.Count; parent = next.Parent)
        {
            if (parent == leader)
                return true;
        }
        return false;
    }

    private static bool Holds(int pid, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Any(entry => new FileInfo(entry).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or another user's: then it cannot be told.
            return false;
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or not shown to us.
            return [];
        }
    }
}
