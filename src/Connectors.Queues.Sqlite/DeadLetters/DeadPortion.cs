using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.DeadLetters;

/// <summary>
/// Finds some of the selected dead letters. Of all of them any order will do, and that of ids costs nothing; of a limited number
/// those that died first are wanted.
/// </summary>
internal sealed class DeadPortion(DeadLetterSelection selection, long endedBy, IReadOnlyList<Lane> lanes)
{
    /// <summary>At most so many at once.</summary>
    public const int Most = 200;

    private const string Columns = "SELECT id, ordering_key, call_id, ended FROM invocations WHERE lane=? AND stage=5 AND ended <= ?";

    /// <param name="session">Where they are changed too.</param>
    /// <param name="most">No more than these.</param>
    public List<DeadLetter> Find(WriteSession session, int most)
    {
        var found = new List<DeadLetter>();
        foreach (var lane in lanes)
        {
            var wanted = selection.Limit is null ? most - found.Count : most;
            if (wanted == 0)
                break;
            using var rows = Query(session, lane, wanted);
            while (rows.Step())
                found.Add(new DeadLetter(rows.Long(0), lane, rows.TextOrNull(1), rows.Text(2), rows.Long(3)));
        }
        return found.Count <= most ? found : [.. found.OrderBy(letter => letter.Ended).ThenBy(letter => letter.Id).Take(most)];
    }

    private Statement Query(WriteSession session, Lane lane, int wanted) => selection switch
    {
        { CallId: { } callId } => session.Database.Query($"{Columns} AND call_id=?").Bind(lane.Id).Bind(endedBy).Bind(callId.ToString()),
        { Limit: null } => session.Database.Query($"{Columns} ORDER BY id LIMIT ?").Bind(lane.Id).Bind(endedBy).Bind(wanted),
        _ => session.Database.Query($"{Columns} ORDER BY ended, id LIMIT ?").Bind(lane.Id).Bind(endedBy).Bind(wanted),
    };
}

/// <summary>One of them.</summary>
internal sealed record DeadLetter(long Id, Lane Lane, string? OrderingKey, string CallId, long Ended);
