using System.Collections.Concurrent;

namespace Connectors.Sdk;

/// <summary>How many messages lie at a connector's sources that it has not dispatched yet, one number a source. Thread-safe.</summary>
public sealed class ConnectorLag
{
    private readonly ConcurrentDictionary<string, long> messages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> former = new(StringComparer.Ordinal);

    /// <summary>All sources, ordered by name.</summary>
    public IReadOnlyList<SourceLag> All => [.. messages.Select(pair => new SourceLag(pair.Key, pair.Value)).OrderBy(lag => lag.Source, StringComparer.Ordinal)];

    /// <summary>What a source tells now; negative counts as 0.</summary>
    public void Set(string source, long behind)
    {
        former.TryRemove(source, out _);
        messages[source] = Math.Max(0, behind);
    }

    /// <summary>The source is no longer this process' business.</summary>
    public void Clear(string source)
    {
        if (messages.TryRemove(source, out _))
            former[source] = true;
    }

    /// <summary>For a meter: a source that is gone reads 0, since a series that was there once would keep its last number.</summary>
    internal IEnumerable<SourceLag> Measured => All.Concat(former.Keys.Select(source => new SourceLag(source, 0)));
}

/// <summary>How far behind one source.</summary>
/// <param name="Source">For example a topic and its partition.</param>
/// <param name="Messages">How many wait there.</param>
public sealed record SourceLag(string Source, long Messages);
