using Connectors.Core.Functions;

namespace Connectors.Sdk.Topics;

/// <summary>One snapshot of the topic map, divided among the connectors of this process.</summary>
internal sealed class RoutingTable
{
    private readonly Dictionary<string, TopicRoutes> routes;
    private readonly Dictionary<(string Connector, FunctionName Function, string Pattern), LastEventCell> cells;

    private RoutingTable(
        Dictionary<string, TopicRoutes> routes, Dictionary<(string Connector, FunctionName Function, string Pattern), LastEventCell> cells, List<SubscribedTopic> topics)
    {
        this.routes = routes;
        this.cells = cells;
        Topics = topics;
    }

    /// <summary>Every topic of every function, and what became of it; ordered by function.</summary>
    public IReadOnlyList<SubscribedTopic> Topics { get; }

    public TopicRoutes Of(string connector) => routes.GetValueOrDefault(connector, TopicRoutes.None);

    /// <summary>Where the last event by a pattern is noted; null when the connector does not serve it.</summary>
    public LastEventCell? CellOf(string connector, FunctionName function, string pattern) => cells.GetValueOrDefault((connector, function, pattern));

    /// <param name="subscribers">All functions with topics.</param>
    /// <param name="readers">The connectors of this process.</param>
    /// <param name="known">Names of connectors that may run elsewhere.</param>
    /// <param name="former">The table before: what came last is not forgotten because a function was deployed.</param>
    public static RoutingTable Build(IReadOnlyList<TopicSubscriber> subscribers, IReadOnlyList<TopicReader> readers, IReadOnlyList<string> known, RoutingTable? former = null)
    {
        var cells = new Dictionary<(string, FunctionName, string), LastEventCell>();
        var names = readers.Select(reader => reader.Connector).Concat(known).ToHashSet(StringComparer.Ordinal);
        var found = readers.ToDictionary(reader => reader.Connector, _ => new List<TopicRoute>(), StringComparer.Ordinal);
        var topics = new List<SubscribedTopic>();
        foreach (var subscriber in subscribers)
        {
            foreach (var entry in subscriber.Topics)
            {
                var served = new List<ServedTopic>();
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
                    var key = (reader.Connector, subscriber.Function, pattern.Text);
                    if (!cells.TryGetValue(key, out var last))
                        cells[key] = last = former?.CellOf(key.Connector, key.Function, key.Text) ?? new LastEventCell();
                    served.Add(new ServedTopic(reader.Connector, last));
                    found[reader.Connector].Add(new TopicRoute(pattern, subscriber, last));
                }
                topics.Add(new SubscribedTopic(subscriber.Function, entry, topic.Connector, served, readable ? null : fault, QualifiedTopic.Remark(entry, names, found.Keys.Order(StringComparer.Ordinal))));
            }
        }
        return new RoutingTable(found.ToDictionary(pair => pair.Key, pair => new TopicRoutes(pair.Value), StringComparer.Ordinal), cells, topics);
    }
}

/// <summary>What became of one topic of a function.</summary>
/// <param name="Function">Whose.</param>
/// <param name="Topic">As annotated.</param>
/// <param name="BoundTo">The connector it names; null when it names none.</param>
/// <param name="Served">Who serves it here.</param>
/// <param name="Fault">Why nobody can read it; null when somebody can, or when it is bound to a connector that runs elsewhere.</param>
/// <param name="Remark">What may be wrong with it although somebody can read it; null when nothing is.</param>
internal sealed record SubscribedTopic(FunctionName Function, string Topic, string? BoundTo, IReadOnlyList<ServedTopic> Served, string? Fault, string? Remark = null)
{
    public IEnumerable<string> Connectors => Served.Select(served => served.Connector);
}

/// <summary>A connector that serves a topic, and what it brought last.</summary>
internal readonly record struct ServedTopic(string Connector, LastEventCell Last);
