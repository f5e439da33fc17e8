namespace Connectors.Sdk.Topics;

/// <summary>Who listens to what through one connector. Immutable.</summary>
internal sealed class TopicRoutes
{
    public static readonly TopicRoutes None = new([]);

    private readonly Dictionary<string, List<TopicSubscriber>> exact = new(StringComparer.Ordinal);
    private readonly List<(TopicPattern Pattern, TopicSubscriber Subscriber)> patterns = [];

    public TopicRoutes(IEnumerable<(TopicPattern Pattern, TopicSubscriber Subscriber)> routes)
    {
        var all = new SortedDictionary<string, TopicPattern>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            all.TryAdd(route.Pattern.Text, route.Pattern);
            if (!route.Pattern.IsExact)
                patterns.Add(route);
            else if (!exact.TryGetValue(route.Pattern.Text, out var listeners))
                exact[route.Pattern.Text] = [route.Subscriber];
            else if (!ReferenceEquals(listeners[^1], route.Subscriber)) // a function's routes follow each other
                listeners.Add(route.Subscriber);
        }
        Patterns = [.. all.Values];
    }

    /// <summary>Every pattern once, ordered by its text.</summary>
    public IReadOnlyList<TopicPattern> Patterns { get; }

    /// <summary>Everyone whom an event of this topic is for, each once.</summary>
    public IReadOnlyList<TopicSubscriber> Match(string topic)
    {
        exact.TryGetValue(topic, out var listeners);
        List<TopicSubscriber>? more = null;
        foreach (var (pattern, subscriber) in patterns)
        {
            if ((more is not null && ReferenceEquals(more[^1], subscriber)) || listeners?.Contains(subscriber) is true || !pattern.Matches(topic))
                continue;
            (more ??= []).Add(subscriber);
        }
        if (more is null)
            return listeners ?? (IReadOnlyList<TopicSubscriber>)[];
        if (listeners is not null)
            more.InsertRange(0, listeners);
        return more;
    }
}
