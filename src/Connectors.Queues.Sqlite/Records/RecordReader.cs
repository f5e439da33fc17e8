using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>Reads stories: the row of an invocation with its callback and result, and its attempts.</summary>
internal static class RecordReader
{
    /// <summary>What a query must select, from <c>invocations i</c>, for <see cref="Read"/>.</summary>
    public const string Columns = """
        i.id, i.call_id, i.correlation_id, i.chosen, i.lane, i.stage, i.retrying, i.run, i.attempts, i.accepted, i.due, i.reason, i.callback_url,
        i.leased, i.worker, c.stage, c.attempts, c.last_error, r.status, r.bytes, r.expires
        FROM invocations i LEFT JOIN callbacks c ON c.id = i.id LEFT JOIN results r ON r.id = i.id
        """;

    /// <summary>The story at the statement's current row.</summary>
    public static InvocationRecord Read(Database database, Statement row, LaneMap lanes, long now)
    {
        var (lane, stage) = (lanes[row.Long(4)], (Stage)row.Int(5));
        var waits = stage is Stage.Delayed or Stage.Blocked && row.Long(10) > now;
        return new InvocationRecord
        {
            CallId = row.Text(1),
            CorrelationId = row.TextOrNull(2),
            CallIdChosenByCaller = row.Bool(3),
            Queue = lane.Queue.Name,
            Function = lane.Function.Name,
            Namespace = lane.Function.Namespace,
            State = State(stage, row.Bool(6)),
            Run = row.Int(7),
            AcceptedAt = row.Time(9),
            NotBefore = waits ? row.Time(10) : null,
            Reason = row.TextOrNull(11),
            Attempts = AttemptsOf(database, row),
            Callback = row.IsNull(12) ? null : Callback(row, stage),
            Result = row.IsNull(20) || row.Long(20) <= now ? null : new InvocationResultSummary(row.Int(18), row.Long(19), row.Time(20)),
        };
    }

    private static InvocationState State(Stage stage, bool retrying) => stage switch
    {
        Stage.Running => InvocationState.Running,
        Stage.Done => InvocationState.Succeeded,
        Stage.Dead => InvocationState.Dead,
        Stage.Cancelled => InvocationState.Cancelled,
        _ => retrying ? InvocationState.Retrying : InvocationState.Queued,
    };

    private static InvocationCallback Callback(Statement row, Stage stage)
    {
        if (stage == Stage.Cancelled)
            return new InvocationCallback(row.Text(12), CallbackState.Dead, 0, "the invocation was cancelled; no callback is sent");
        if (row.IsNull(15))
            return new InvocationCallback(row.Text(12), CallbackState.Waiting, 0);
        var state = (Stage)row.Int(15) switch
        {
            Stage.Done => CallbackState.Delivered,
            Stage.Dead => CallbackState.Dead,
            _ => CallbackState.Pending,
        };
        return new InvocationCallback(row.Text(12), state, row.Int(16), row.TextOrNull(17));
    }

    private static List<InvocationAttempt> AttemptsOf(Database database, Statement row)
    {
        var attempts = new List<InvocationAttempt>();
        using var query = database.Query("SELECT run, number, started, seconds, status, error, worker FROM attempts WHERE invocation=? ORDER BY id").Bind(row.Long(0));
        while (query.Step())
        {
            attempts.Add(new InvocationAttempt
            {
                Run = query.Int(0),
                Number = query.Int(1),
                StartedAt = query.Time(2),
                Seconds = query.IsNull(3) ? null : query.Double(3),
                Status = query.IsNull(4) ? null : query.Int(4),
                Error = query.TextOrNull(5),
                Worker = query.Text(6),
            });
        }
        if (row.TextOrNull(14) is { } worker)
            attempts.Add(new InvocationAttempt { Run = row.Int(7), Number = row.Int(8) + 1, StartedAt = row.Time(13), Worker = worker });
        return attempts;
    }
}
