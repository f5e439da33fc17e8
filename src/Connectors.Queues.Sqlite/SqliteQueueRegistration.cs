using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Checkpoints;
using Connectors.Queues.Sqlite.DeadLetters;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.Sqlite;

/// <summary>The door of this room.</summary>
public static class SqliteQueueRegistration
{
    /// <summary>
    /// Adds the embedded queue and its checkpoints: <see cref="IInvocationQueue"/>, <see cref="IInvocationRecords"/>, <see cref="ICallbackQueue"/>,
    /// <see cref="IDeadLetters"/>, <see cref="IQueueStatistics"/>, <see cref="IQueueControl"/>, <see cref="ICheckpointStore"/>. It opens when the host
    /// starts, or earlier with the first of them that is asked for, and throws <see cref="QueueStartException"/> then when it cannot.
    /// </summary>
    /// <param name="services">Must have logging; a <see cref="TimeProvider"/> is added when there is none.</param>
    /// <param name="settings">Read once; without faults.</param>
    /// <param name="directory">Where it keeps its files; made when missing, held by one process at a time.</param>
    public static IServiceCollection AddSqliteQueue(this IServiceCollection services, QueueSettings settings, string directory)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteStore.Open(
            settings, Path.GetFullPath(directory), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Connectors.Queues.Sqlite")));
        services.AddSingleton<IInvocationQueue, SqliteInvocationQueue>();
        services.AddSingleton<IInvocationRecords, SqliteInvocationRecords>();
        services.AddSingleton<ICallbackQueue, SqliteCallbackQueue>();
        services.AddSingleton<IDeadLetters, SqliteDeadLetters>();
        services.AddSingleton<IQueueStatistics, SqliteQueueStatistics>();
        services.AddSingleton<IQueueControl, SqliteQueueControl>();
        services.AddSingleton<ICheckpointStore, SqliteCheckpointStore>();
        services.AddHostedService<SqliteQueueStart>();
        return services;
    }
}
