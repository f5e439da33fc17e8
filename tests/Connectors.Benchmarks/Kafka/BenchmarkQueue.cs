using System.Diagnostics;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Kafka;
using Connectors.Queues.Sqlite;
using Connectors.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Kafka;

/// <summary>The embedded queue; counts what comes into it.</summary>
internal sealed class BenchmarkQueue : IInvocationIntake, IDisposable
{
    private readonly TempDirectory directory = new("bench-kafka");
    private readonly IHost host;
    private readonly IInvocationQueue queue;
    private TaskCompletionSource<double> all = new();
    private int awaited;
    private int stored;
    private long began;

    public BenchmarkQueue()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSqliteQueue(new QueueSettings(), directory.Path);
        host = builder.Build();
        queue = host.Services.GetRequiredService<IInvocationQueue>();
    }

    public Task StartAsync() => host.StartAsync();

    public Task StopAsync() => host.StopAsync();

    /// <summary>Completes with the pace, from the first asked for to the last stored, once so many are stored.</summary>
    public Task<double> StoredAsync(int count)
    {
        (awaited, stored, began, all) = (count, 0, 0, new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously));
        return all.Task;
    }

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref began, Stopwatch.GetTimestamp(), 0);
        var result = await queue.EnqueueAsync(invocation, cancellationToken);
        if (Interlocked.Increment(ref stored) == awaited)
            all.SetResult(awaited / Stopwatch.GetElapsedTime(began).TotalSeconds);
        return result;
    }

    /// <summary>What the connector would ask for, by so many callers without it.</summary>
    /// <returns>Invocations a second.</returns>
    public async Task<double> EnqueueAsync(FilledTopic topic, KafkaOrder order, int callers)
    {
        var pace = StoredAsync(topic.Count);
        var run = Guid.NewGuid().ToString("N");
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = caller; number < topic.Count; number += callers)
                await EnqueueAsync(Invocation(topic, order, $"{run}/{number}", caller), CancellationToken.None);
        })));
        return await pace;
    }

    public void Dispose()
    {
        host.Dispose();
        directory.Dispose();
    }

    private static NewInvocation Invocation(FilledTopic topic, KafkaOrder order, string id, int caller) => new()
    {
        Queue = "faas-request",
        Function = new FunctionName("echo", "openfaas-fn"),
        Headers =
        [
            new("Content-Type", "text/plain"), new("X-Topic", topic.Name), new("X-Connector", "kafka"),
            new("X-Kafka-Partition", "1"), new("X-Kafka-Offset", "1000"), new("X-Kafka-Timestamp", "1700000000000"),
        ],
        Body = InvocationBody.FromMemory(topic.Body),
        Deduplication = new DeduplicationKey("kafka", id),
        OrderingKey = order == KafkaOrder.None ? null : $"{topic.Name}/{caller}",
    };
}
