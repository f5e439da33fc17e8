namespace Connectors.Providers.Local.Supervision;

/// <summary>Which replicas of a function stay, leave and serve, given how many of which revision are wanted.</summary>
/// <param name="Kept">They stay.</param>
/// <param name="Leaving">They are to be drained and stopped.</param>
/// <param name="Missing">So many more are to be started.</param>
/// <param name="Serving">Addresses that requests go to.</param>
internal sealed record ReplicaChoice(IReadOnlyList<IReplica> Kept, IReadOnlyList<IReplica> Leaving, int Missing, IReadOnlyList<Uri> Serving)
{
    public static ReplicaChoice Make(IReadOnlyList<IReplica> replicas, long revision, int wanted)
    {
        // Each replica is asked once: its readiness may change while this looks.
        var all = replicas.Select(replica => (Replica: replica, Address: replica.ReadyAddress)).ToList();
        // Of too many, those go first that serve nobody, then the youngest.
        var current = all.Where(one => one.Replica.Revision == revision).OrderBy(one => one.Address is null).ToList();
        var keptCurrent = current.Take(wanted).ToList();
        var readyCurrent = keptCurrent.Count(one => one.Address is not null);
        var older = wanted == 0 || readyCurrent >= wanted ? [] : all.Where(one => one.Replica.Revision != revision && one.Address is not null).ToList();
        var kept = keptCurrent.Concat(older).Select(one => one.Replica).ToHashSet();
        return new ReplicaChoice(
            [.. replicas.Where(kept.Contains)],
            [.. replicas.Where(replica => !kept.Contains(replica))],
            wanted - keptCurrent.Count,
            [.. (older.Count > 0 ? older : keptCurrent).Where(one => one.Address is not null).Select(one => one.Address!)]);
    }

    /// <summary>Why none serves, in words for a caller.</summary>
    public static string Reason(int wanted, IReadOnlyList<IReplica> replicas)
    {
        if (wanted == 0)
            return "scaled to zero";
        foreach (var replica in replicas)
        {
            if (replica.ReadyAddress is null)
                return replica.NotReadyReason;
        }
        return "starting";
    }
}
