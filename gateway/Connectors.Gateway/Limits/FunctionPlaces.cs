namespace Connectors.Gateway.Limits;

/// <summary>
/// One function's limit of concurrent calls as it was read last, and how many calls hold a place. Calls are counted without a limit too,
/// so that one that is set later knows of them. Thread-safe.
/// </summary>
internal sealed class FunctionPlaces
{
    private int taken;
    private volatile KnownLimit known = new(-1, 0, null);

    /// <summary>What was read last.</summary>
    public KnownLimit Known
    {
        get => known;
        set => known = value;
    }

    /// <summary>Takes a place unless so many are taken; 0: however many.</summary>
    public bool TryTake(int limit)
    {
        var now = Volatile.Read(ref taken);
        while (limit == 0 || now < limit)
        {
            var seen = Interlocked.CompareExchange(ref taken, now + 1, now);
            if (seen == now)
                return true;
            now = seen;
        }
        return false;
    }

    /// <summary>A call has ended.</summary>
    public void Release() => Interlocked.Decrement(ref taken);
}

/// <summary>A limit, and what it was read from.</summary>
/// <param name="Version">Of the catalogue.</param>
/// <param name="Limit">0: none.</param>
/// <param name="Fault">Why it could not be read; null when it could.</param>
internal sealed record KnownLimit(long Version, int Limit, string? Fault);
