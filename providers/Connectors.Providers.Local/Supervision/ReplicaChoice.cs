namespace Connectors.Providers.Local.Supervision;

/// <summary>Which replicas of a function stay, rest, leave and serve, given how many of which revision are wanted.</summary>
/// <param name="Kept">They stay.</param>
/// <param name="Resting">Those of them that are to rest.</param>
/// <param name="Leaving">They are to be drained and stopped.</param>
/// <param name="Missing">So many more are to be started.</param>
/// <param name="Serving">Addresses that requests go to.</param>
internal sealed record ReplicaChoice(
    IReadOnlyList<IReplica> Kept, IReadOnlyList<ILastingReplica> Resting, IReadOnlyList<IReplica> Leaving, int Missing, IReadOnlyList<Uri> Serving)
{
    /// <param name="replicas">All there are.</param>
    /// <param name="revision">The one that is wanted.</param>
    /// <param name="wanted">How many.</param>
    /// <param name="resting">How many rest when none is wanted.</param>
    public static ReplicaChoice Make(IReadOnlyList<IReplica> replicas, long revision, int wanted, int resting)
    {
        // Each replica is asked once: its readiness may change while this looks.
        var all = replicas.Select(replica => (Replica: replica, Address: replica.ReadyAddress, Rests: replica is ILastingReplica { IsResting: true })).ToList();
        // Of too many, those go first that serve nobody and cannot soon, then the youngest.
        var current = all.Where(one => one.Replica.Revision == revision).OrderBy(one => one.Address is not null ? 0 : one.Rests ? 1 : 2).ToList();
        var keptCurrent = current.Take(wanted).ToList();
        var rest = wanted > 0 ? [] : current.Where(one => one.Address is not null || one.Rests).Select(one => one.Replica).OfType<ILastingReplica>().Take(resting).ToList();
        var readyCurrent = keptCurrent.Count(one => one.Address is not null);
        var older = wanted == 0 || readyCurrent >= wanted ? [] : all.Where(one => one.Replica.Revision != revision && one.Address is not null).ToList();
        var kept = keptCurrent.Concat(older).Select(one => one.Replica).Concat(rest).ToHashSet();
        return new ReplicaChoice(
            [.. replicas.Where(kept.Contains)],
            rest,
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
