namespace Connectors.Sdk.Topics;

/// <summary>Who listens to what through one connector. Immutable.</summary>
internal sealed class TopicRoutes
{
    public static readonly TopicRoutes None = new([]);

    private readonly Dictionary<string, List<TopicRoute>> exact = new(StringComparer.Ordinal);
    private readonly List<TopicRoute> patterns = [];

    public TopicRoutes(IEnumerable<TopicRoute> routes)
    {
        var all = new SortedDictionary<string, TopicPattern>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            all.TryAdd(route.Pattern.Text, route.Pattern);
            if (!route.Pattern.IsExact)
                patterns.Add(route);
            else if (!exact.TryGetValue(route.Pattern.Text, out var listeners))
                exact[route.Pattern.Text] = [route];
            else if (!ReferenceEquals(listeners[^1].Subscriber, route.Subscriber)) // a function's routes follow each other
                listeners.Add(route);
        }
        Patterns = [.. all.Values];
    }

    /// <summary>Every pattern once, ordered by its text.</summary>
    public IReadOnlyList<TopicPattern> Patterns { get; }

    /// <summary>Everyone whom an event of this topic is for, each once, by the first of its topics that is meant.</summary>
    public IReadOnlyList<TopicRoute> Match(string topic)
    {
        exact.TryGetValue(topic, out var listeners);
        List<TopicRoute>? more = null;
        foreach (var route in patterns)
        {
            if ((more is not null && ReferenceEquals(more[^1].Subscriber, route.Subscriber)) || Has(listeners, route.Subscriber) || !route.Pattern.Matches(topic))
                continue;
            (more ??= []).Add(route);
        }
        if (more is null)
            return listeners ?? (IReadOnlyList<TopicRoute>)[];
        if (listeners is not null)
            more.InsertRange(0, listeners);
        return more;
    }

    /// <summary>Whether a function is among routes.</summary>
    public static bool Has(List<TopicRoute>? routes, TopicSubscriber subscriber)
    {
        if (routes is null)
            return false;
        foreach (var route in routes)
        {
            if (ReferenceEquals(route.Subscriber, subscriber))
                return true;
        }
        return false;
    }
}
