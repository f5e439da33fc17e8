using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Sdk;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Cron.Tests.Support;

/// <summary>What replicas of the connector share: functions, checkpoints, and a queue that takes an id once.</summary>
internal sealed class Hub
{
    private readonly Lock gate = new();
    private readonly Dictionary<(FunctionName, string), ConnectorEvent> queued = [];
    private readonly List<(FunctionName Function, ConnectorEvent Event)> order = [];

    public TopicMap Topics { get; } = new();

    public InMemoryCheckpoints Checkpoints { get; } = new();

    /// <summary>Thrown by every dispatch while set.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>Every dispatch, those refused and duplicates included.</summary>
    public int Tries { get; private set; }

    /// <summary>Ids in the order in which they were queued first.</summary>
    public IReadOnlyList<string> Queued
    {
        get
        {
            lock (gate)
                return [.. order.Select(item => item.Event.Id!)];
        }
    }

    public IReadOnlyList<ConnectorEvent> Events
    {
        get
        {
            lock (gate)
                return [.. order.Select(item => item.Event)];
        }
    }

    public void Deploy(params (string Name, string? Schedule)[] functions) =>
        Deploy([.. functions.Select(function => Function(function.Name, function.Schedule))]);

    public void Deploy(params TopicSubscriber[] functions) => Topics.Replace(functions);

    public static TopicSubscriber Function(string name, string? schedule, params (string Key, string Value)[] annotations)
    {
        var all = annotations.ToDictionary(pair => pair.Key, pair => pair.Value);
        all["topic"] = "cron-function";
        if (schedule is not null)
            all["schedule"] = schedule;
        return new TopicSubscriber(new FunctionName(name, "openfaas-fn"), ["cron-function"], all);
    }

    public Context NewContext() => new(this);

    private DispatchResult Take(FunctionName function, ConnectorEvent connectorEvent)
    {
        lock (gate)
        {
            Tries++;
            if (Refusal is { } refusal)
                throw refusal;
            var fresh = queued.TryAdd((function, connectorEvent.Id!), connectorEvent);
            if (fresh)
                order.Add((function, connectorEvent));
            return new DispatchResult([new DispatchedCall(function, "id", !fresh)]);
        }
    }

    internal sealed class Context(Hub hub) : IConnectorContext
    {
        public TopicMap Topics => hub.Topics;

        public ICheckpointStore Checkpoints => hub.Checkpoints;

        public IReadOnlyList<Connectors.Sdk.Topics.TopicPattern> Patterns => [];

        public ConnectorLag Lag { get; } = new();

        public ConnectorFaults Faults { get; } = new();

        public ValueTask<DispatchResult> DispatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public async ValueTask<DispatchResult> DispatchToAsync(FunctionName function, ConnectorEvent connectorEvent, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return hub.Take(function, connectorEvent);
        }
    }
}
