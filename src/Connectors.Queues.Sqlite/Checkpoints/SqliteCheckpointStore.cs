using Connectors.Core.Checkpoints;

namespace Connectors.Queues.Sqlite.Checkpoints;

/// <summary>Checkpoints beside the queue, in the same file.</summary>
internal sealed class SqliteCheckpointStore(SqliteStore store) : ICheckpointStore
{
    public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(store.Readers.Read(database =>
        {
            using var row = database.Query("SELECT value, version FROM checkpoints WHERE name=?").Bind(key);
            return row.Step() ? new Checkpoint(row.Blob(0), row.Long(1)) : null;
        }));
    }

    public async ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await store.Writer.RunAsync(new CheckpointWrite(key, value, expectedVersion));
    }
}
