using System.Net;

namespace Connectors.Providers.Faasd.Names.Forwarding;

/// <summary>How many may wait for others at a time, over all and from each address, so that no function keeps the rest from asking. Thread-safe.</summary>
internal sealed class ForwardingPlaces(int all, int each)
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> taken = [];
    private int total;

    /// <summary>False when there is no place; otherwise <see cref="Leave"/> gives it back.</summary>
    public bool TryEnter(IPAddress who)
    {
        lock (gate)
        {
            var mine = taken.GetValueOrDefault(who);
            if (total >= all || mine >= each)
                return false;
            taken[who] = mine + 1;
            total++;
            return true;
        }
    }

    public void Leave(IPAddress who)
    {
        lock (gate)
        {
            total--;
            if (--taken[who] == 0)
                taken.Remove(who);
        }
    }
}
