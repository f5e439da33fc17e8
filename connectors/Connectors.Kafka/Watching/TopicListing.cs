using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Watching;

/// <summary>Which topics the cluster has, and which of those we listen for it does not have yet. Thread-safe.</summary>
internal sealed class TopicListing(ConnectorFaults faults, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private readonly HashSet<string> late = new(StringComparer.Ordinal);
    private volatile string[] topics = [];
    private volatile bool wanted;
    private bool isListed;
    private long version;

    /// <summary>Grows when <see cref="Topics"/> has changed.</summary>
    public long Version => Interlocked.Read(ref version);

    public IReadOnlyList<string> Topics => topics;

    /// <summary>True while regular expressions need the list.</summary>
    public bool IsWanted
    {
        get => wanted;
        set => wanted = value;
    }

    /// <summary>True when they are wanted and were never read.</summary>
    public bool IsUrgent => wanted && Version == 0;

    /// <summary>Those that are waited for, by name.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (gate)
                return [.. missing];
        }
    }

    /// <summary>True when the topic came to be while we listened: nothing in it is older than our interest.</summary>
    public bool IsLate(string topic)
    {
        lock (gate)
            return late.Contains(topic);
    }

    /// <summary>The cluster's topics as it tells them now.</summary>
    public void Listed(IReadOnlyCollection<string> now)
    {
        lock (gate)
        {
            var sorted = now.Order(StringComparer.Ordinal).ToArray();
            if (isListed && sorted.AsSpan().SequenceEqual(topics))
                return;
            if (isListed)
                late.UnionWith(sorted.Except(topics, StringComparer.Ordinal));
            isListed = true;
            topics = sorted;
        }
        Interlocked.Increment(ref version);
    }

    /// <summary>Nobody listens to any others now.</summary>
    public void Keep(ISet<string> subscribed)
    {
        foreach (var topic in Missing.Where(topic => !subscribed.Contains(topic)))
            Forget(topic);
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
