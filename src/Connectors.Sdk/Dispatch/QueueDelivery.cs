using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Sdk.Dispatch;

/// <summary>Asynchronous mode: an event is safe when it is stored.</summary>
internal sealed class QueueDelivery(IInvocationIntake queue) : IEventDelivery
{
    private const int MaxDeduplicationId = 1024;

    public async ValueTask<DispatchedCall?> DeliverAsync(EventCall call, CancellationToken cancellationToken)
    {
        var stored = await queue.EnqueueAsync(
            new NewInvocation
            {
                Queue = KnownAnnotations.QueueOf(call.Annotations),
                Function = call.Function,
                Headers = call.Headers,
                Body = call.Body,
                Deduplication = call.Event.Id is { Length: > 0 } id ? new DeduplicationKey(call.Connector, Bounded(id)) : null,
                OrderingKey = string.IsNullOrEmpty(call.Event.Key) ? null : call.Event.Key,
                KeepResult = KnownAnnotations.Value(call.Annotations, KnownAnnotations.ResultStore) is not "none",
            },
            cancellationToken);
        return new DispatchedCall(call.Function, stored.CallId.ToString(), stored.Duplicate);
    }

    // Two long ids that differ only at their ends must not become one.
    private static string Bounded(string id) =>
        id.Length <= MaxDeduplicationId ? id : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
