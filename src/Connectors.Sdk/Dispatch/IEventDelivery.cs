using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Dispatch;

/// <summary>Takes an event to one function: to the queue, or to the function itself. Thread-safe.</summary>
internal interface IEventDelivery
{
    /// <summary>What it means that an event has been delivered.</summary>
    EventOutcome Delivered { get; }

    /// <summary>Returns when the event is safe, or answered; null when the function is gone. Throws when it is neither.</summary>
    ValueTask<DispatchedCall?> DeliverAsync(EventCall call, CancellationToken cancellationToken);
}

/// <summary>An event on its way to one function.</summary>
internal sealed record EventCall
{
    public required string Connector { get; init; }

    public required ConnectorEvent Event { get; init; }

    public required FunctionName Function { get; init; }

    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>Shared by all functions of the event: not to be changed.</summary>
    public required InvocationHeaders Headers { get; init; }

    public required InvocationBody Body { get; init; }
}
