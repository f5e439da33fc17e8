using Connectors.Core.Invocations;

namespace Connectors.Sdk.Events;

/// <summary>Something that happened, as a connector saw it.</summary>
public sealed record ConnectorEvent
{
    /// <summary>The topic, as functions' annotations name it.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// Other names of the same event, e.g. a broader one. A function that listens to any of its names gets it once; the topic it is
    /// told is the first it listens to, <see cref="Topic"/> before these. Empty: it has one name.
    /// </summary>
    public IReadOnlyList<string> AlsoTopics { get; init; } = [];

    /// <summary>The raw payload.</summary>
    public InvocationBody Body { get; init; } = InvocationBody.Empty;

    /// <summary>The payload's content type; null: the connector's default.</summary>
    public string? ContentType { get; init; }

    /// <summary>Headers for the function, the connector's own among them. Values that a header cannot carry are percent-encoded by dispatch.</summary>
    public InvocationHeaders Headers { get; init; } = [];

    /// <summary>When it happened, if the source says.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Events of one key reach a function in order; null: no order.</summary>
    public string? Key { get; init; }

    /// <summary>An identity that the source gives and repeats on redelivery; null when it gives none. Never made up from the payload.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// The source waits for an answer: in synchronous mode <see cref="Dispatch.DispatchedCall.Answer"/> is then filled. Nobody answers an
    /// event that is queued.
    /// </summary>
    public bool WantsAnswer { get; init; }
}
