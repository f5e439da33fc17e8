using Connectors.Core.Functions;

namespace Connectors.Sdk.Topics;

/// <summary>One snapshot of the topic map, divided among the connectors of this process.</summary>
internal sealed class RoutingTable
{
    private readonly Dictionary<string, TopicRoutes> routes;

    private RoutingTable(Dictionary<string, TopicRoutes> routes, List<SubscribedTopic> topics)
    {
        this.routes = routes;
        Topics = topics;
    }

    /// <summary>Every topic of every function, and what became of it; ordered by function.</summary>
    public IReadOnlyList<SubscribedTopic> Topics { get; }

    public TopicRoutes Of(string connector) => routes.GetValueOrDefault(connector, TopicRoutes.None);

    public static RoutingTable Build(IReadOnlyList<TopicSubscriber> subscribers, IReadOnlyList<TopicReader> readers)
    {
        var names = readers.Select(reader => reader.Connector).ToHashSet(StringComparer.Ordinal);
        var found = readers.ToDictionary(reader => reader.Connector, _ => new List<(TopicPattern, TopicSubscriber)>(), StringComparer.Ordinal);
        var topics = new List<SubscribedTopic>();
        foreach (var subscriber in subscribers)
        {
            foreach (var entry in subscriber.Topics)
            {
                var served = new List<string>();
                var fault = default(string);
                var readable = false;
                var topic = QualifiedTopic.Parse(entry, names);
                foreach (var reader in readers)
                {
                    if (topic.Connector is not null && topic.Connector != reader.Connector)
                        continue;
                    if (topic.Connector is null && !reader.TakesUnqualified)
                        continue;
                    if (!TopicPattern.TryParse(topic.Topic, reader.Topics.Language, out var pattern, out var wrong))
                    {
                        fault ??= wrong;
                        continue;
                    }
                    readable = true;
                    if (topic.Connector is null && !reader.Admits(topic.Topic))
                        continue;
                    served.Add(reader.Connector);
                    found[reader.Connector].Add((pattern, subscriber));
                }
                topics.Add(new SubscribedTopic(subscriber.Function, entry, topic.Connector, served, readable ? null : fault));
            }
        }
        return new RoutingTable(found.ToDictionary(pair => pair.Key, pair => new TopicRoutes(pair.Value), StringComparer.Ordinal), topics);
    }
}

/// <summary>What became of one topic of a function.</summary>
/// <param name="Function">Whose.</param>
/// <param name="Topic">As annotated.</param>
/// <param name="BoundTo">The connector it names; null when it names none.</param>
/// <param name="Connectors">Who serves it here.</param>
/// <param name="Fault">Why nobody can read it; null when somebody can, or when it is bound to a connector that runs elsewhere.</param>
internal sealed record SubscribedTopic(FunctionName Function, string Topic, string? BoundTo, IReadOnlyList<string> Connectors, string? Fault);
