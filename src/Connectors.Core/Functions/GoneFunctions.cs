namespace Connectors.Core.Functions;

/// <summary>
/// Tells which functions have been gone long enough for what is kept of them to be dropped: numbers must outlast the function until whoever
/// collects them has seen the last, and a name that comes again soon goes on where it was. One user at a time.
/// </summary>
public sealed class GoneFunctions(TimeProvider time)
{
    private Dictionary<FunctionName, long> missing = [];

    /// <summary>For how long something is kept of a function that is gone.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromHours(1);

    /// <summary>How often to look.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Those of <paramref name="kept"/> that every look for <see cref="KeptFor"/> has missed among <paramref name="live"/>; told once, unless something is kept of them again.</summary>
    /// <param name="kept">Of which something is kept; names may come several times.</param>
    /// <param name="live">All functions there are.</param>
    public IReadOnlyCollection<FunctionName> Look(IEnumerable<FunctionName> kept, IReadOnlySet<FunctionName> live)
    {
        var now = time.GetTimestamp();
        var next = new Dictionary<FunctionName, long>();
        var over = new HashSet<FunctionName>();
        foreach (var function in kept)
        {
            if (live.Contains(function))
                continue;
            var since = missing.GetValueOrDefault(function, now);
            if (time.GetElapsedTime(since, now) >= KeptFor)
                over.Add(function);
            else
                next[function] = since;
        }
        missing = next;
        return over;
    }
}
