using System.Text.Json.Serialization;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Hosting;

/// <summary>The answer of <c>GET /system/topics</c>.</summary>
/// <param name="Fault">Why the topics may be out of date.</param>
/// <param name="Connectors">All of this process, ordered by name.</param>
/// <param name="Subscribers">All functions with topics, ordered by name.</param>
internal sealed record TopicsContract(string? Fault, IReadOnlyList<ConnectorContract> Connectors, IReadOnlyList<SubscriberContract> Subscribers)
{
    public static TopicsContract Of(ConnectorSet connectors, TopicMapFeeder feeder) => new(
        feeder.Fault,
        [.. connectors.All.Select(ConnectorContract.Of)],
        [.. connectors.Router.Current.Topics.GroupBy(topic => topic.Function).Select(group => new SubscriberContract(
            group.Key.Name,
            group.Key.Namespace,
            [.. group.Select(topic => new SubscribedTopicContract(topic.Topic, topic.Connectors, topic.Fault))]))]);
}

internal sealed record ConnectorContract
{
    public required string Name { get; init; }

    public required TopicLanguage Language { get; init; }

    public required ConnectorState State { get; init; }

    public required int Restarts { get; init; }

    public required IReadOnlyList<ConnectorFault> Faults { get; init; }

    public required long Received { get; init; }

    public required long Dispatched { get; init; }

    public required long Failed { get; init; }

    public required long Unmatched { get; init; }

    public DateTimeOffset? LastEvent { get; init; }

    /// <summary>How far behind its sources; absent where none tells.</summary>
    public IReadOnlyList<SourceLag>? Lag { get; init; }

    public static ConnectorContract Of(HostedConnector hosted) => new()
    {
        Name = hosted.Connector.Name,
        Language = hosted.Topics.Language,
        State = hosted.State,
        Restarts = hosted.Restarts,
        Faults = hosted.Context.Faults.All,
        Received = hosted.Context.Statistics.Received,
        Dispatched = hosted.Context.Statistics.Dispatched,
        Failed = hosted.Context.Statistics.Failed,
        Unmatched = hosted.Context.Statistics.Unmatched,
        LastEvent = hosted.Context.Statistics.LastEvent,
        Lag = hosted.Context.Lag.All is { Count: > 0 } lag ? lag : null,
    };
}

internal sealed record SubscriberContract(string Function, string Namespace, IReadOnlyList<SubscribedTopicContract> Topics);

/// <param name="Topic">As annotated.</param>
/// <param name="Connectors">Who serves it here; empty when nobody does.</param>
/// <param name="Fault">Why nobody can read it.</param>
internal sealed record SubscribedTopicContract(string Topic, IReadOnlyList<string> Connectors, string? Fault);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TopicsContract))]
internal sealed partial class TopicsJson : JsonSerializerContext;
