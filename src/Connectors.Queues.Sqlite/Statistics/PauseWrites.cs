using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Statistics;

/// <summary>Pauses or resumes one function on a queue.</summary>
internal sealed class LanePauseWrite(Lane lane, bool paused) : Write<bool>
{
    protected override bool Run(WriteSession session)
    {
        session.Database.Query("UPDATE lanes SET paused=? WHERE id=?").Bind(paused).Bind(lane.Id).Run();
        session.AfterCommit(() => lane.Paused = paused);
        session.Open();
        return paused;
    }
}

/// <summary>Pauses or resumes a queue.</summary>
internal sealed class QueuePauseWrite(SqliteStore store, string queue, bool paused) : Write<bool>
{
    protected override bool Run(WriteSession session)
    {
        session.Database
            .Query("INSERT INTO queues(name, paused) VALUES(?, ?) ON CONFLICT DO UPDATE SET paused=excluded.paused").Bind(queue).Bind(paused).Run();
        session.AfterCommit(() => store.Lanes.Queue(queue).Paused = paused);
        session.Open();
        return paused;
    }
}
