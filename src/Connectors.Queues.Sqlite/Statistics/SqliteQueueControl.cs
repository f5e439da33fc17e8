using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Statistics;

/// <summary>Pausing and resuming.</summary>
internal sealed class SqliteQueueControl(SqliteStore store) : IQueueControl
{
    public async ValueTask SetPausedAsync(string queue, FunctionName? function, bool paused, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (function is { } one)
            await store.Writer.RunAsync(new LanePauseWrite(await store.LaneAsync(queue, one), paused));
        else
            await store.Writer.RunAsync(new QueuePauseWrite(store, queue, paused));
    }
}
