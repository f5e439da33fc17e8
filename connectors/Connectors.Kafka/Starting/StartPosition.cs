using System.Globalization;

namespace Connectors.Kafka.Starting;

/// <summary>Where the group begins in a partition that it has not read before.</summary>
/// <param name="Kind">From which end, or by time.</param>
/// <param name="Time">From when on, by time.</param>
internal sealed record StartPosition(StartKind Kind, DateTimeOffset Time)
{
    /// <summary>Where to go when what was committed is no longer there; what is left is then read rather than skipped, unless asked otherwise.</summary>
    public string Fallback => Kind == StartKind.Latest ? "latest" : "earliest";

    /// <returns>Null when the text means nothing.</returns>
    public static StartPosition? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "latest" or "newest" or "largest" or "end" => new(StartKind.Latest, default),
        "earliest" or "oldest" or "smallest" or "beginning" => new(StartKind.Earliest, default),
        _ => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? new(StartKind.Time, time) : null,
    };
}

internal enum StartKind
{
    Latest,
    Earliest,
    Time,
}
