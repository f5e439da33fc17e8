namespace Connectors.Sdk.Topics;

/// <summary>Which topics a connector can read and which it takes without being named.</summary>
public sealed record ConnectorTopics
{
    /// <summary>The language of its topics.</summary>
    public TopicLanguage Language { get; init; } = TopicLanguage.Exact;

    /// <summary>
    /// The unqualified topics it takes, as patterns of its own language; null: all, empty: none.
    /// Topics qualified with its name (<c>kafka:orders</c>) are always its own.
    /// </summary>
    public IReadOnlyList<string>? Unqualified { get; init; }
}
