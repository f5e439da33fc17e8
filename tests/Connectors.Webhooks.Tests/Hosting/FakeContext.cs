using System.Collections.Concurrent;
using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Sdk;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Webhooks.Tests.Hosting;

/// <summary>Records what is dispatched; one function listens to everything, and an id seen before is a duplicate.</summary>
internal sealed class FakeContext : IConnectorContext
{
    private readonly ConcurrentDictionary<string, string> callIds = new();

    public ConcurrentQueue<ConnectorEvent> Events { get; } = new();

    public Func<ConnectorEvent, CancellationToken, Task>? OnDispatch { get; set; }

    public TopicMap Topics { get; } = new();

    public ICheckpointStore Checkpoints => throw new NotSupportedException();

    public IReadOnlyList<Connectors.Sdk.Topics.TopicPattern> Patterns => [];

    public ConnectorLag Lag { get; } = new();

    public ConnectorFaults Faults { get; } = new();

    public ConnectorEvent Single => Assert.Single(Events);

    public async ValueTask<DispatchResult> DispatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken)
    {
        if (OnDispatch is { } act)
            await act(connectorEvent, cancellationToken);
        Events.Enqueue(connectorEvent);
        var mine = CallId.New().ToString();
        var callId = connectorEvent.Id is { } id ? callIds.GetOrAdd(id, mine) : mine;
        return new DispatchResult([new DispatchedCall(new FunctionName("shout", "openfaas-fn"), callId, callId != mine)]);
    }

    public ValueTask<DispatchResult> DispatchToAsync(FunctionName function, ConnectorEvent connectorEvent, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
