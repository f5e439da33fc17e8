namespace Connectors.Gateway.Invocations;

/// <summary>
/// Spreads one function's calls over its ready replicas: the one with the fewest calls under way, replicas with equally many in turn.
/// Thread-safe.
/// </summary>
internal sealed class ReplicaLoad
{
    private readonly Lock gate = new();
    private readonly Dictionary<Uri, int> underWay = [];
    private int turn;

    /// <summary>Picks one of the replicas that were not tried yet and counts a call for it; null when all were.</summary>
    public Uri? Take(IReadOnlyList<Uri> ready, HashSet<Uri>? tried)
    {
        lock (gate)
        {
            Uri? best = null;
            var fewest = int.MaxValue;
            var start = ready.Count == 0 ? 0 : turn++ % ready.Count;
            for (var i = 0; i < ready.Count && fewest > 0; i++)
            {
                var replica = ready[(start + i) % ready.Count];
                var calls = underWay.GetValueOrDefault(replica);
                if (calls >= fewest || tried?.Contains(replica) == true)
                    continue;
                best = replica;
                fewest = calls;
            }
            if (turn < 0)
                turn = 0;
            if (best is not null)
                underWay[best] = fewest + 1;
            return best;
        }
    }

    /// <summary>A call has ended.</summary>
    public void Release(Uri replica)
    {
        lock (gate)
        {
            if (underWay[replica] == 1)
                underWay.Remove(replica);
            else
                underWay[replica]--;
        }
    }
}
