using System.Text.Json;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>What the gateway tells of a call.</summary>
internal sealed class CallStory(JsonElement json)
{
    public string State => json.GetProperty("state").GetString()!;

    public DateTimeOffset AcceptedAt => json.GetProperty("acceptedAt").GetDateTimeOffset();

    public IReadOnlyList<CallAttempt> Attempts => [.. json.GetProperty("attempts").EnumerateArray().Select(attempt => new CallAttempt(
        attempt.GetProperty("number").GetInt32(),
        attempt.GetProperty("startedAt").GetDateTimeOffset(),
        attempt.TryGetProperty("status", out var status) ? status.GetInt32() : null,
        attempt.TryGetProperty("error", out var error) ? error.GetString() : null,
        attempt.GetProperty("worker").GetString()!))];

    public override string ToString() => json.ToString();
}

/// <summary>One run of a call's function, or a lease that was lost.</summary>
internal sealed record CallAttempt(int Number, DateTimeOffset StartedAt, int? Status, string? Error, string Worker)
{
    public bool IsLost => Status is null && Error is not null && Error.Contains("lease was lost", StringComparison.Ordinal);
}
