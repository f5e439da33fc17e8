using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk;

/// <summary>What a connector is given. Thread-safe.</summary>
public interface IConnectorContext
{
    /// <summary>Who listens to what, live.</summary>
    TopicMap Topics { get; }

    /// <summary>
    /// What functions listen to through this connector, each pattern once, ordered by its text: what to subscribe to. Another list after
    /// <see cref="TopicMap.Changes"/> of <see cref="Topics"/> has fired, or the same.
    /// </summary>
    IReadOnlyList<TopicPattern> Patterns { get; }

    /// <summary>Small durable values, shared by all replicas.</summary>
    ICheckpointStore Checkpoints { get; }

    /// <summary>
    /// Returns when the event is durably queued for every function that listens to its topic through this connector (synchronous
    /// mode: when every one has answered). Only then acknowledge the source. Any exception means: do not acknowledge; the same event
    /// may be dispatched again, and when it has an <see cref="ConnectorEvent.Id"/> nothing runs twice for it.
    /// </summary>
    /// <exception cref="Core.Queues.QueueUnavailableException">The queue is out of reach or full; try again after its <c>RetryAfter</c>.</exception>
    /// <exception cref="Events.EventRefusedException">It is refused for what it is, as when it is too large: do not try it again.</exception>
    ValueTask<DispatchResult> DispatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken);

    /// <summary>
    /// The same for one function whatever its topics: for sources that know whom they mean, such as a schedule.
    /// </summary>
    ValueTask<DispatchResult> DispatchToAsync(FunctionName function, ConnectorEvent connectorEvent, CancellationToken cancellationToken);

    /// <summary>What cannot work as annotated or configured, shown to operators until cleared.</summary>
    ConnectorFaults Faults { get; }

    /// <summary>How far behind its sources the connector is, where a source tells.</summary>
    ConnectorLag Lag { get; }
}
