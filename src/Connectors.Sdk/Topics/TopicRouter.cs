namespace Connectors.Sdk.Topics;

/// <summary>The routing table of the topic map as it stands now. Thread-safe; made anew only when the map has changed.</summary>
internal sealed class TopicRouter(TopicMap map, IReadOnlyList<TopicReader> readers, IReadOnlyList<string> known)
{
    private readonly Lock gate = new();
    private volatile Built built = new([], RoutingTable.Build([], readers, known));

    public RoutingTable Current
    {
        get
        {
            var subscribers = map.Subscribers;
            var known = built;
            return ReferenceEquals(known.Subscribers, subscribers) ? known.Table : Rebuild();
        }
    }

    private RoutingTable Rebuild()
    {
        lock (gate)
        {
            var subscribers = map.Subscribers;
            if (!ReferenceEquals(built.Subscribers, subscribers))
                built = new Built(subscribers, RoutingTable.Build(subscribers, readers, known, built.Table));
            return built.Table;
        }
    }

    private sealed record Built(IReadOnlyList<TopicSubscriber> Subscribers, RoutingTable Table);
}
