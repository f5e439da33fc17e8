namespace Connectors.Sdk.Topics;

/// <summary>A running connector as a reader of topics.</summary>
internal sealed class TopicReader
{
    private readonly List<TopicPattern>? admitted;

    /// <exception cref="ArgumentException">An admitted pattern is not legal in the connector's language.</exception>
    public TopicReader(string connector, ConnectorTopics topics)
    {
        Connector = connector;
        Topics = topics;
        admitted = topics.Unqualified is null ? null : [];
        foreach (var text in topics.Unqualified ?? [])
        {
            if (!TopicPattern.TryParse(text, topics.Language, out var pattern, out var fault))
                throw new ArgumentException($"{connector}.topics: {fault}", nameof(topics));
            admitted!.Add(pattern);
        }
    }

    public string Connector { get; }

    public ConnectorTopics Topics { get; }

    /// <summary>False when only topics bound to it are its own; then it has no say in what an unqualified one may be.</summary>
    public bool TakesUnqualified => admitted is not { Count: 0 };

    /// <summary>True when an unqualified topic or pattern is the connector's too; a pattern is admitted by one that covers its text.</summary>
    public bool Admits(string topic)
    {
        if (admitted is null)
            return true;
        foreach (var pattern in admitted)
        {
            if (pattern.Text == topic || pattern.Matches(topic))
                return true;
        }
        return false;
    }
}
