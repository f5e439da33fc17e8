using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Checkpoints;

/// <summary>Sets a checkpoint if nobody was first.</summary>
internal sealed class CheckpointWrite(string key, ReadOnlyMemory<byte> value, long expectedVersion) : Write<bool>
{
    public override long Weight => value.Length;

    protected override bool Run(WriteSession session) => expectedVersion == 0
        ? session.Database.Query("INSERT INTO checkpoints(name, value, version) VALUES(?, ?, 1) ON CONFLICT DO NOTHING").Bind(key).Bind(value).Run() == 1
        : session.Database.Query("UPDATE checkpoints SET value=?, version=version + 1 WHERE name=? AND version=?").Bind(value).Bind(key).Bind(expectedVersion).Run() == 1;
}
