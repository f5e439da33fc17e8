using System.Globalization;

namespace Connectors.Core.Invocations;

/// <summary>How the waits between attempts grow.</summary>
public enum RetryBackoff
{
    /// <summary>Doubling from the shortest wait to the longest.</summary>
    Exponential,

    /// <summary>A random share of the exponential wait, from nothing to all of it.</summary>
    Full,

    /// <summary>A random share of the exponential wait, from half to all of it.</summary>
    Equal,
}

/// <summary>How often, for which answers and with which waits a call is tried. Immutable.</summary>
public sealed partial record RetryPolicy
{
    /// <summary>The most attempts a policy may grant.</summary>
    public const int MostAttempts = 1000;

    /// <summary>The longest wait a policy, or a function's <c>Retry-After</c>, may ask for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>All runs, the first included; 1 to <see cref="MostAttempts"/>.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>The wait after the first attempt.</summary>
    public TimeSpan MinWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the waits stop growing.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The statuses (400 to 599) that are tried again.</summary>
    public IReadOnlyList<int> Codes { get; init; } = [408, 429, 500, 502, 503, 504];

    /// <summary>How the waits grow.</summary>
    public RetryBackoff Backoff { get; init; } = RetryBackoff.Exponential;

    /// <summary>Whether an answer with this status is tried again.</summary>
    public bool Retries(int status)
    {
        foreach (var code in Codes)
        {
            if (code == status)
                return true;
        }
        return false;
    }

    /// <summary>How long to wait after an attempt.</summary>
    /// <param name="attempt">The attempt that has ended, 1 for the first.</param>
    /// <param name="random">Where jitter comes from; not used without jitter.</param>
    /// <param name="retryAfter">What the function asked for: wins, but is never below <see cref="MinWait"/> and never above <see cref="LongestWait"/>.</param>
    public TimeSpan NextDelay(int attempt, Random random, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } asked)
            return asked < MinWait ? MinWait : asked > LongestWait ? LongestWait : asked;
        // 2^40 times any wait is past every limit; a larger exponent would only leave the range of a double.
        var doublings = Math.Clamp(attempt - 1, 0, 40);
        var seconds = Math.Min(MinWait.TotalSeconds * Math.Pow(2, doublings), MaxWait.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * Share(random));
    }

    /// <summary>Reads statuses as in <c>408, 429,500</c>; false when one is not a number from 400 to 599 or there is none.</summary>
    public static bool TryParseCodes(string text, out IReadOnlyList<int> codes)
    {
        var read = new List<int>();
        codes = read;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 400 or > 599)
                return false;
            if (!read.Contains(code))
                read.Add(code);
        }
        return true;
    }

    private double Share(Random random) => Backoff switch
    {
        RetryBackoff.Full => random.NextDouble(),
        RetryBackoff.Equal => 0.5 + random.NextDouble() / 2,
        _ => 1,
    };
}
