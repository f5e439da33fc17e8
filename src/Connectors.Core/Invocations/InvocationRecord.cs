using System.Text.Json.Serialization;

namespace Connectors.Core.Invocations;

/// <summary>Where an invocation stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InvocationState>))]
public enum InvocationState
{
    /// <summary>Waiting for its first run (of this run).</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>Leased by a worker.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Waiting for another attempt.</summary>
    [JsonStringEnumMemberName("retrying")] Retrying,

    /// <summary>Ended: the function answered below 400.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>Ended: no more attempts; among the dead letters.</summary>
    [JsonStringEnumMemberName("dead")] Dead,

    /// <summary>Ended: cancelled by a caller.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>Where a callback stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallbackState>))]
public enum CallbackState
{
    /// <summary>The invocation has not ended.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>To be delivered, now or again.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>The target answered 2xx.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>No more tries.</summary>
    [JsonStringEnumMemberName("dead")] Dead,
}

/// <summary>The story of an invocation: the answer of <c>GET /async-function/{call-id}</c>.</summary>
public sealed record InvocationRecord
{
    /// <summary>Its identity.</summary>
    public required string CallId { get; init; }

    /// <summary>What the caller called it, when that could not be kept.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The bare function name.</summary>
    public required string Function { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Where it stands.</summary>
    public required InvocationState State { get; init; }

    /// <summary>1, and one more after each redrive.</summary>
    public required int Run { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it is due, while it waits for a time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why it is dead or was cancelled; absent otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Every attempt so far, oldest first.</summary>
    public required IReadOnlyList<InvocationAttempt> Attempts { get; init; }

    /// <summary>How many attempts were made or are to be made again: what was put off bears the number of the attempt it stood for, and counts once with it.</summary>
    [JsonIgnore]
    public int AttemptCount => Attempts.DistinctBy(attempt => (attempt.Run, attempt.Number)).Count();

    /// <summary>Absent when no callback was asked for.</summary>
    public InvocationCallback? Callback { get; init; }

    /// <summary>Absent until it has ended, and when no result is kept or it has expired.</summary>
    public InvocationResultSummary? Result { get; init; }

    /// <summary>True when the caller chose the id, so that knowing it proves nothing.</summary>
    [JsonIgnore]
    public bool CallIdChosenByCaller { get; init; }
}

/// <summary>One attempt; a lost lease shows as an attempt with an error and without a status.</summary>
public sealed record InvocationAttempt
{
    /// <summary>The run it belongs to.</summary>
    public required int Run { get; init; }

    /// <summary>1 for the first of a run. Calls that never reached the function repeat the number of the attempt they stood for.</summary>
    public required int Number { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took; absent while it runs.</summary>
    public double? Seconds { get; init; }

    /// <summary>HTTP status; absent when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>One line; absent when there is nothing to say. It begins with <c>put off:</c> where no attempt was used up.</summary>
    public string? Error { get; init; }

    /// <summary>Which worker ran it.</summary>
    public required string Worker { get; init; }
}

/// <summary>The callback of an invocation.</summary>
public sealed record InvocationCallback(string Url, CallbackState State, int Attempts, string? LastError = null);

/// <summary>What is known of a kept result.</summary>
public sealed record InvocationResultSummary(int Status, long Bytes, DateTimeOffset? ExpiresAt);
