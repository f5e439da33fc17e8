using Microsoft.Extensions.Hosting;

namespace Connectors.Queues.Sqlite;

/// <summary>Makes the host open the store when it starts, so that a bad directory stops the start and not the first call.</summary>
internal sealed class SqliteQueueStart(SqliteStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.Stopping.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
