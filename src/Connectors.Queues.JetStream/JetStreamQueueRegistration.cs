using Connectors.Core.Checkpoints;
using Connectors.Core.Peers;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Callbacks;
using Connectors.Queues.JetStream.Checkpoints;
using Connectors.Queues.JetStream.DeadLetters;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Leasing;
using Connectors.Queues.JetStream.Records;
using Connectors.Queues.JetStream.Peers;
using Connectors.Queues.JetStream.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.JetStream;

/// <summary>The door of this room.</summary>
public static class JetStreamQueueRegistration
{
    /// <summary>
    /// Adds the queue on NATS JetStream and its checkpoints: <see cref="IInvocationQueue"/>, <see cref="IInvocationRecords"/>,
    /// <see cref="ICallbackQueue"/>, <see cref="IDeadLetters"/>, <see cref="IQueueStatistics"/>, <see cref="IQueueControl"/>,
    /// <see cref="ICheckpointStore"/>; and <see cref="IPeerExchange"/> among those that share it. It follows the <see cref="Core.Providers.IFunctionCatalogue"/> of the container, so that every function has
    /// its consumer before its first call. Connect it before the host is built and hand the connection over.
    /// </summary>
    /// <param name="services">The container; it closes the queue with itself.</param>
    /// <param name="queue">From <see cref="ConnectAsync"/>.</param>
    public static IServiceCollection AddJetStreamQueue(this IServiceCollection services, ConnectedQueue queue)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => queue.Store);
        services.AddSingleton<IInvocationQueue, JetStreamInvocationQueue>();
        services.AddSingleton<IInvocationRecords, JetStreamInvocationRecords>();
        services.AddSingleton<ICallbackQueue, JetStreamCallbackQueue>();
        services.AddSingleton<IDeadLetters, JetStreamDeadLetters>();
        services.AddSingleton<IQueueStatistics, JetStreamQueueStatistics>();
        services.AddSingleton<IQueueControl, JetStreamQueueControl>();
        services.AddSingleton<ICheckpointStore, JetStreamCheckpointStore>();
        services.AddSingleton<IPeerExchange, JetStreamPeerExchange>();
        services.AddHostedService<LanePreparation>();
        return services;
    }

    /// <summary>What is wrong with the address, or with a file that the settings name, found without a server; empty when nothing is.</summary>
    /// <param name="url">One address, or several separated by commas.</param>
    /// <param name="own">Paths absolute.</param>
    public static IReadOnlyList<string> Faults(string url, JetStreamQueueSettings own)
    {
        try
        {
            LinkOptions.Of(url, own);
            return [];
        }
        catch (QueueStartException fault)
        {
            return [fault.Message];
        }
    }

    /// <summary>Connects to NATS, and makes or checks the streams and buckets that the queue needs.</summary>
    /// <param name="url">One address, or several separated by commas.</param>
    /// <param name="own">Without faults; paths absolute.</param>
    /// <param name="common">Without faults.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The logs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueueStartException">The server is away or refuses, or something else bears a name that the queue needs; with the remedy.</exception>
    public static async Task<ConnectedQueue> ConnectAsync(
        string url, JetStreamQueueSettings own, QueueSettings common, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        new(await JetStreamStore.OpenAsync(own, common, LinkOptions.Of(url, own), time, loggers.CreateLogger("Connectors.Queues.JetStream"), null, cancellationToken));
}

/// <summary>A queue that is connected and not in a container yet.</summary>
public sealed class ConnectedQueue : IAsyncDisposable
{
    internal ConnectedQueue(JetStreamStore store) => Store = store;

    internal JetStreamStore Store { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
