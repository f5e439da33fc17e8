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
            [.. group.Select(topic => SubscribedTopicContract.Of(topic))]))]);
}

internal sealed record ConnectorContract
{
    public required string Name { get; init; }

    /// <summary>What its topics are, in the words of the documentation.</summary>
    public required string Language { get; init; }

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
        Language = hosted.Topics.Language.InWords(),
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
/// <param name="Remark">What may be wrong with it.</param>
/// <param name="LastEvents">What each of them brought last, since this process started; absent before the first event.</param>
internal sealed record SubscribedTopicContract(string Topic, IReadOnlyList<string> Connectors, string? Fault, string? Remark, IReadOnlyList<LastEventContract>? LastEvents)
{
    public static SubscribedTopicContract Of(SubscribedTopic topic)
    {
        var last = topic.Served.Where(served => served.Last.Value is not null).Select(served => LastEventContract.Of(served.Connector, served.Last.Value!)).ToList();
        return new(topic.Topic, [.. topic.Connectors], topic.Fault, topic.Remark, last.Count > 0 ? last : null);
    }
}

internal sealed record LastEventContract(string Connector, DateTimeOffset Time, string Topic, string? Id, string? CallId, EventOutcome Outcome, string? Error)
{
    public static LastEventContract Of(string connector, LastEvent last) => new(connector, last.Time, last.Topic, last.Id, last.CallId, last.Outcome, last.Error);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TopicsContract))]
internal sealed partial class TopicsJson : JsonSerializerContext;
