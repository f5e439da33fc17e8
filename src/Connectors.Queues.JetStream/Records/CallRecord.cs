using System.Text.Json;
using System.Text.Json.Serialization;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Invocations;

namespace Connectors.Queues.JetStream.Records;

/// <summary>
/// The story of an invocation as it is stored. <see cref="Turn"/> grows whenever the invocation gets a new message; the message that bears
/// the record's turn is the one that counts, and an older one is settled and dropped. Fields of later releases are kept as they are.
/// </summary>
internal sealed record CallRecord
{
    public const int Newest = 1;

    public int Version { get; init; } = Newest;

    public required string Id { get; init; }

    public string? Correlation { get; init; }

    public bool Chosen { get; init; }

    public required string Queue { get; init; }

    public required string Function { get; init; }

    public required string Namespace { get; init; }

    public required InvocationState State { get; init; }

    public int Run { get; init; } = 1;

    public int Turn { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long Accepted { get; init; }

    /// <summary>UTC ticks of the server's clock; absent: at once.</summary>
    public long? Due { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<InvocationAttempt> Attempts { get; init; } = [];

    /// <summary>How many attempts of this run count.</summary>
    public int Used { get; init; }

    public DateTimeOffset? UnreachableSince { get; init; }

    public LeaseEntry? Lease { get; init; }

    /// <summary>The lease that brought it to its state, so that who repeats an end can see that it was his.</summary>
    public string? EndedBy { get; init; }

    public CallbackEntry? Callback { get; init; }

    public ResultEntry? Result { get; init; }

    public bool Keep { get; init; } = true;

    public string? Line { get; init; }

    public string? Dedup { get; init; }

    /// <summary>The stored body, when it travels by claim check.</summary>
    public string? Body { get; init; }

    /// <summary>A small result, which is stored with its record.</summary>
    [JsonIgnore]
    public KeptResult? Kept { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Later { get; set; }

    [JsonIgnore]
    public bool HasEnded => State is InvocationState.Succeeded or InvocationState.Dead or InvocationState.Cancelled;
}

/// <summary>A result that lies behind its record in one message, so that recording it costs no second one.</summary>
internal sealed record KeptResult(InvocationHeaders Headers, double Seconds, ReadOnlyMemory<byte> Body)
{
    /// <summary>The largest body that is kept so.</summary>
    public const int Largest = 2048;

    private const int MostHeaders = 8 << 10;

    /// <summary>Null when the result is too large, with its headers or without, or its body is not in memory.</summary>
    public static KeptResult? Of(FunctionResult result) =>
        result.Body.TryGetMemory(out var body) && body.Length <= Largest && ResultHeaders.Size(result.Headers) <= MostHeaders ? new(result.Headers, result.Seconds, body) : null;

    public FunctionResult ToResult(int status) => new() { Status = status, Headers = Headers, Seconds = Seconds, Body = InvocationBody.FromMemory(Body) };
}

/// <summary>Who runs it.</summary>
/// <param name="Token">This lease's own.</param>
/// <param name="Instance">The process that holds it.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="Started">When it began, UTC ticks.</param>
/// <param name="Carrier">The sequence of the message it stands on.</param>
/// <param name="Before">The state to go back to when it is given back.</param>
internal sealed record LeaseEntry(string Token, string Instance, string Worker, long Started, ulong Carrier, InvocationState Before);

/// <summary>The callback of the current run.</summary>
/// <param name="Url">Where to.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Tries">How many were begun.</param>
/// <param name="Error">Why the last one failed.</param>
/// <param name="Due">UTC ticks of the server's clock, while it waits for another try.</param>
/// <param name="Lease">Who tries it now.</param>
internal sealed record CallbackEntry(string Url, CallbackState State, int Tries = 0, string? Error = null, long? Due = null, string? Lease = null);

/// <summary>A kept result.</summary>
/// <param name="Status">The function's status.</param>
/// <param name="Bytes">Its body's length.</param>
/// <param name="Expires">UTC ticks.</param>
internal sealed record ResultEntry(int Status, long Bytes, long Expires);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CallRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
