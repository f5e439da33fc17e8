using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.DeadLetters;

/// <summary>Finds some of the selected dead letters, oldest first.</summary>
internal sealed class DeadPortion(DeadLetterSelection selection, long endedBy, IReadOnlyList<Lane> lanes)
{
    /// <summary>At most so many at once.</summary>
    public const int Most = 200;

    public List<DeadLetter> Find(WriteSession session)
    {
        var found = new List<DeadLetter>();
        foreach (var lane in lanes)
        {
            if (found.Count == Most)
                break;
            using var rows = selection.CallId is { } callId
                ? session.Database
                    .Query("SELECT id, ordering_key, call_id FROM invocations WHERE call_id=? AND lane=? AND stage=5 AND ended <= ?")
                    .Bind(callId.ToString()).Bind(lane.Id).Bind(endedBy)
                : session.Database
                    .Query("SELECT id, ordering_key, call_id FROM invocations WHERE lane=? AND stage=5 AND ended <= ? ORDER BY id LIMIT ?")
                    .Bind(lane.Id).Bind(endedBy).Bind(Most - found.Count);
            while (rows.Step())
                found.Add(new DeadLetter(rows.Long(0), lane, rows.TextOrNull(1), rows.Text(2)));
        }
        return found;
    }
}

/// <summary>One of them.</summary>
internal sealed record DeadLetter(long Id, Lane Lane, string? OrderingKey, string CallId);
