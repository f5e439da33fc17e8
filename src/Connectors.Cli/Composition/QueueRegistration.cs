using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream;
using Connectors.Queues.Sqlite;

namespace Connectors.Cli.Composition;

/// <summary>The one place that knows which queues there are.</summary>
internal static class QueueRegistration
{
    /// <summary>True when processes share the queue, so that workers of their own may take from it.</summary>
    public static bool IsShared(LoadedSettings settings) => settings.Get<QueueKindSettings>().IsShared;

    /// <summary>What is wrong with the settings of a shared queue beyond their single values: its address, and the files for the log-in.</summary>
    public static IReadOnlyList<string> Faults(LoadedSettings settings) =>
        IsShared(settings) && !settings.Get<QueueKindSettings>().Faults().Any() && settings.Get<QueueKindSettings>().Url is { } url ? JetStreamQueueRegistration.Faults(url, WithPaths(settings)) : [];

    /// <summary>Connects to a shared queue; null when the settings choose an embedded one.</summary>
    /// <exception cref="HubFailureException">Its server is away or refuses, or something else is in its place.</exception>
    public static async Task<ConnectedQueue?> ConnectAsync(LoadedSettings settings, CancellationToken cancellationToken)
    {
        if (!IsShared(settings))
            return null;
        // The queue is connected before there is a host, so that its server's absence costs nobody a start; it keeps this log.
        var loggers = LoggerFactory.Create(logging =>
        {
            HubLogging.AddTo(logging);
            logging.Services.AddSingleton(TimeProvider.System);
        });
        try
        {
            return await JetStreamQueueRegistration.ConnectAsync(
                settings.Get<QueueKindSettings>().Url!, WithPaths(settings), settings.Get<QueueSettings>(), TimeProvider.System, loggers, cancellationToken);
        }
        catch (QueueStartException refused)
        {
            throw new HubFailureException(refused.Message, refused);
        }
    }

    /// <summary>Registers the queue that the settings choose, with all its interfaces and the checkpoint store.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">Without faults.</param>
    /// <param name="directory">Where an embedded queue keeps its files; a shared queue makes nothing there.</param>
    /// <param name="shared">From <see cref="ConnectAsync"/>.</param>
    public static IServiceCollection AddQueue(this IServiceCollection services, LoadedSettings settings, string directory, ConnectedQueue? shared) => shared is null
        ? services.AddSqliteQueue(settings.Get<QueueSettings>(), directory)
        : services.AddJetStreamQueue(shared);

    private static JetStreamQueueSettings WithPaths(LoadedSettings settings)
    {
        var own = settings.Get<JetStreamQueueSettings>();
        own.PasswordFile = Path(own.PasswordFile);
        own.CredsFile = Path(own.CredsFile);
        own.NkeyFile = Path(own.NkeyFile);
        own.TlsCaFile = Path(own.TlsCaFile);
        own.TlsCertFile = Path(own.TlsCertFile);
        own.TlsKeyFile = Path(own.TlsKeyFile);
        return own;

        string? Path(string? path) => string.IsNullOrEmpty(path) ? null : settings.ResolvePath(path);
    }
}
