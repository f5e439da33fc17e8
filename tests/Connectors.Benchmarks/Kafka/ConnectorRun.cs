using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Kafka;
using Connectors.Sdk.Hosting;
using Connectors.TestServers.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Kafka;

/// <summary>The connector under its real hosting, with a group of its own, until the topic is in the queue.</summary>
internal static class ConnectorRun
{
    /// <returns>Messages a second, from the first asked to be stored to the last stored.</returns>
    public static async Task<double> RunAsync(KafkaCluster cluster, FilledTopic topic, BenchmarkQueue queue, KafkaOrder order, int maxInflight)
    {
        var functions = new MemoryProvider();
        await functions.DeployAsync(
            new FunctionDeployment { Service = "echo", Namespace = "openfaas-fn", Image = "echo", Annotations = new Dictionary<string, string> { [KnownAnnotations.Topic] = topic.Name } }, WriteMode.Create, CancellationToken.None);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        // Each run is a group of its own, and each of its messages a new one to the queue.
        builder.Services.AddSingleton<IFunctionCatalogue>(functions).AddSingleton<IInvocationIntake>(new Renamed(queue, Guid.NewGuid().ToString("N")));
        builder.Services.AddSingleton<ICheckpointStore>(new NoCheckpoints());
        builder.Services.AddConnectorHosting(new ConnectorHostSettings());
        builder.Services.AddKafkaConnector(new KafkaSettings
        {
            BootstrapServers = cluster.Bootstrap,
            GroupId = $"connector-{Guid.NewGuid():N}",
            AutoOffsetReset = "earliest",
            Order = order,
            MaxInflight = maxInflight,
        });
        using var host = builder.Build();
        var pace = queue.StoredAsync(topic.Count);
        await host.StartAsync();
        var result = await pace;
        await host.StopAsync();
        return result;
    }

    private sealed class Renamed(IInvocationIntake queue, string run) : IInvocationIntake
    {
        public ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken) =>
            queue.EnqueueAsync(invocation with { Deduplication = new DeduplicationKey("kafka", $"{run}/{invocation.Deduplication!.Value.Id}") }, cancellationToken);
    }

    private sealed class NoCheckpoints : ICheckpointStore
    {
        public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => new(default(Checkpoint));

        public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) => new(false);
    }
}
