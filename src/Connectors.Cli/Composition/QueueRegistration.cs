using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite;

namespace Connectors.Cli.Composition;

/// <summary>The one place that knows which queues there are.</summary>
internal static class QueueRegistration
{
    /// <summary>True when processes share the queue, so that workers of their own may take from it.</summary>
    public static bool IsShared(LoadedSettings settings) => settings.Get<QueueKindSettings>().IsShared;

    /// <summary>Registers the queue that the settings choose, with all its interfaces and the checkpoint store.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">Without faults.</param>
    /// <param name="directory">Where an embedded queue keeps its files; a shared queue makes nothing there.</param>
    /// <exception cref="HubFailureException">There is no such queue in this release.</exception>
    public static IServiceCollection AddQueue(this IServiceCollection services, LoadedSettings settings, string directory) => IsShared(settings)
        ? throw new HubFailureException("the JetStream queue is not there yet; leave queue.kind (and --nats) out to use the embedded queue")
        : services.AddSqliteQueue(settings.Get<QueueSettings>(), directory);
}
