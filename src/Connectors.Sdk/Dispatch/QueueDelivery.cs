using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Dispatch;

/// <summary>Asynchronous mode: an event is safe when it is stored.</summary>
internal sealed class QueueDelivery(IInvocationIntake queue) : IEventDelivery
{
    private const int LongestKey = 1024;

    public EventOutcome Delivered => EventOutcome.Queued;

    public async ValueTask<DispatchedCall?> DeliverAsync(EventCall call, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await queue.EnqueueAsync(Invocation(call), cancellationToken);
            return new DispatchedCall(call.Function, stored.CallId.ToString(), stored.Duplicate);
        }
        catch (FunctionGoneException)
        {
            return null;
        }
        catch (InvocationTooLargeException tooLarge)
        {
            throw new EventTooLargeException(tooLarge.Message, tooLarge);
        }
    }

    private static NewInvocation Invocation(EventCall call) => new()
    {
        Queue = KnownAnnotations.QueueOf(call.Annotations),
        Function = call.Function,
        Headers = call.Headers,
        Body = call.Body,
        Deduplication = call.Event.Id is { Length: > 0 } id ? new DeduplicationKey(call.Connector, Bounded(id)) : null,
        OrderingKey = call.Event.Key is { Length: > 0 } key ? Bounded(key) : null,
        KeepResult = KnownAnnotations.Value(call.Annotations, KnownAnnotations.ResultStore) is not "none",
    };

    // Two long keys that differ only at their ends must not become one.
    private static string Bounded(string id) =>
        id.Length <= LongestKey ? id : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
