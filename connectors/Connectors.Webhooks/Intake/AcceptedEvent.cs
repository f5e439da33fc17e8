using System.Text.Json.Serialization;
using Connectors.Sdk.Dispatch;

namespace Connectors.Webhooks.Intake;

/// <summary>The answer to an event that was taken: its topic and whom it reaches.</summary>
internal sealed record AcceptedEvent(string Event, IReadOnlyList<AcceptedCall> Calls)
{
    public static AcceptedEvent Of(string topic, DispatchResult result)
    {
        var calls = new AcceptedCall[result.Calls.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var call = result.Calls[i];
            calls[i] = new AcceptedCall(call.Function.ToString(), call.CallId, call.Duplicate);
        }
        return new AcceptedEvent(topic, calls);
    }
}

/// <summary>One function's part.</summary>
internal sealed record AcceptedCall(string Function, string CallId, bool Duplicate);

/// <summary>The answer to a batch, in the batch's order.</summary>
internal sealed record AcceptedBatch(IReadOnlyList<AcceptedEvent> Events);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AcceptedEvent))]
[JsonSerializable(typeof(AcceptedBatch))]
internal sealed partial class AcceptedEventJson : JsonSerializerContext;
