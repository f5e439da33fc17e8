using Connectors.Sdk;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Watching;

/// <summary>Which topics the cluster has, and which of those we listen for it does not have yet. Thread-safe.</summary>
internal sealed class TopicListing(ConnectorFaults faults, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private readonly HashSet<string> late = new(StringComparer.Ordinal);
    private volatile string[] topics = [];
    private volatile TopicPattern[] patterns = [];
    private TopicPattern[] listedFor = [];
    private long version;

    /// <summary>Grows when <see cref="Topics"/> has changed.</summary>
    public long Version => Interlocked.Read(ref version);

    public IReadOnlyList<string> Topics => topics;

    /// <summary>The regular expressions that need the list; none: it is not needed.</summary>
    public IReadOnlyList<TopicPattern> Patterns
    {
        get => patterns;
        set
        {
            lock (gate)
            {
                patterns = [.. value];
                // Who comes back later begins anew.
                listedFor = [.. listedFor.Where(former => patterns.Any(pattern => pattern.Text == former.Text))];
            }
        }
    }

    /// <summary>True when there are expressions for which the list was never read.</summary>
    public bool IsUrgent
    {
        get
        {
            lock (gate)
                return patterns.Length > listedFor.Length;
        }
    }

    /// <summary>Those that are waited for, by name.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (gate)
                return [.. missing];
        }
    }

    /// <summary>True when the topic came to be while a function listened for it: nothing in it is older than that.</summary>
    public bool IsLate(string topic)
    {
        lock (gate)
            return late.Contains(topic);
    }

    /// <summary>The cluster's topics as it tells them now.</summary>
    /// <param name="now">Those.</param>
    /// <param name="asked">The expressions that were known when it was asked.</param>
    public void Listed(IReadOnlyCollection<string> now, IReadOnlyList<TopicPattern> asked)
    {
        lock (gate)
        {
            var sorted = now.Order(StringComparer.Ordinal).ToArray();
            // Only an expression for which it was looked at before, and was not there, came first.
            foreach (var topic in sorted.Except(topics, StringComparer.Ordinal))
            {
                if (Array.Exists(listedFor, pattern => pattern.Matches(topic)))
                    late.Add(topic);
            }
            listedFor = [.. asked.Where(pattern => Array.Exists(patterns, wanted => wanted.Text == pattern.Text))];
            if (version > 0 && sorted.AsSpan().SequenceEqual(topics))
                return;
            topics = sorted;
        }
        Interlocked.Increment(ref version);
    }

    /// <summary>Nobody listens to any others now.</summary>
    public void Keep(ISet<string> subscribed)
    {
        foreach (var topic in Missing.Where(topic => !subscribed.Contains(topic)))
            Forget(topic);
        // Whoever listens to it later did not wait for it.
        lock (gate)
            late.IntersectWith(subscribed);
    }

    /// <summary>A topic that we listen for is not there.</summary>
    public void Lacks(string topic)
    {
        lock (gate)
        {
            late.Add(topic);
            if (!missing.Add(topic))
                return;
        }
        Log.TopicMissing(logger, topic);
        faults.Set(Subject(topic), $"topic {topic} does not exist yet; it is taken from its beginning once it does");
    }

    /// <summary>It is there now, or not wanted any more.</summary>
    public void Forget(string topic)
    {
        lock (gate)
        {
            if (!missing.Remove(topic))
                return;
        }
        faults.Clear(Subject(topic));
    }

    private static string Subject(string topic) => $"topic {topic}";
}
