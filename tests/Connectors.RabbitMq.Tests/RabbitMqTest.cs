using Connectors.Conformance.Sources;
using Connectors.TestServers.RabbitMq;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests;

/// <summary>Queues of the test's own on the shared server, and replicas with the settings that the test says.</summary>
public abstract class RabbitMqTest(SharedServer.Fixture shared) : ConnectorConformance
{
    /// <summary>Changes a replica's settings before it starts.</summary>
    private protected Action<RabbitMqSettings> Configure { get; set; } = _ => { };

    private protected RabbitMqServer Server => shared.Server;

    private protected string Orders => Source.Topic("orders");

    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await RabbitMqSource.StartAsync(shared.Server, settings => Configure(settings));

    /// <summary>A channel on which the server confirms what is published.</summary>
    private protected Task<IChannel> OpenAsync() => ((RabbitMqSource)Source).OpenAsync();

    private protected Task PublishAsync(string queue, string payload, BasicProperties properties) =>
        ((RabbitMqSource)Source).PublishAsync(queue, System.Text.Encoding.UTF8.GetBytes(payload), properties);

    private protected Task FaultAsync(ConnectorReplica replica, params string[] parts) => EventuallyAsync(
        async () => await replica.TopicsAsync() is var topics && parts.All(part => topics.Contains(part, StringComparison.Ordinal)),
        () => $"no fault says '{string.Join("' and '", parts)}'");

    private protected Task NoFaultAsync(ConnectorReplica replica) => EventuallyAsync(
        async () => (await replica.TopicsAsync()).Contains("\"faults\":[]", StringComparison.Ordinal), () => "a fault still stands");

    private protected static string[] Errors(ConnectorReplica replica) => [.. replica.Logged.Where(line => line.StartsWith("Error", StringComparison.Ordinal))];
}
