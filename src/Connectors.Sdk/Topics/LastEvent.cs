using System.Text.Json.Serialization;

namespace Connectors.Sdk.Topics;

/// <summary>The last event that was for one function by one of its topics. Immutable.</summary>
/// <param name="Time">When it was dispatched.</param>
/// <param name="Topic">The topic that the function was told.</param>
/// <param name="Id">The source's id for it, if it gave one.</param>
/// <param name="CallId">The invocation it became; null when it became none.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record LastEvent(DateTimeOffset Time, string Topic, string? Id, string? CallId, EventOutcome Outcome, string? Error);

/// <summary>What came of an event for one function.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventOutcome>))]
internal enum EventOutcome
{
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>It had been queued before.</summary>
    [JsonStringEnumMemberName("duplicate")] Duplicate,

    /// <summary>Synchronous mode: the function has answered.</summary>
    [JsonStringEnumMemberName("answered")] Answered,

    /// <summary>It is neither queued nor answered; the source sends it again.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>The function was removed meanwhile.</summary>
    [JsonStringEnumMemberName("gone")] Gone,
}

/// <summary>Remembers the last event of one topic, function and connector, from one routing table to the next. Thread-safe.</summary>
internal sealed class LastEventCell
{
    private volatile LastEvent? value;

    public LastEvent? Value
    {
        get => value;
        set => this.value = value;
    }
}
