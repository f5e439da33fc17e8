using Connectors.Queues.Sqlite.Lanes;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>
/// What a write works with: the writer's connection, the time, and what is to happen once the transaction has committed. What a write
/// that failed had asked for is forgotten with it.
/// </summary>
internal sealed class WriteSession(Database database, TimeProvider time, long resultBytes)
{
    private readonly List<Action> afterCommit = [];
    private readonly List<(Lane Lane, Stage From, Stage To)> moves = [];
    private long committedResultBytes = resultBytes;

    public Database Database => database;

    /// <summary>Now, in UTC ticks.</summary>
    public long Now { get; private set; }

    /// <summary>Bytes of all stored results, those of this transaction included.</summary>
    public long ResultBytes { get; set; } = resultBytes;

    /// <summary>The earliest new due time in this transaction; <see cref="long.MaxValue"/>: none.</summary>
    public long EarliestDue { get; private set; } = long.MaxValue;

    /// <summary>True when something can be leased that could not before.</summary>
    public bool Opened { get; private set; }

    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>Counts an invocation that went from one stage to another.</summary>
    public void Moved(Lane lane, Stage from, Stage to)
    {
        moves.Add((lane, from, to));
        Opened |= to == Stage.Ready;
    }

    /// <summary>Something becomes due then.</summary>
    public void DueAt(long due) => EarliestDue = Math.Min(EarliestDue, due);

    /// <summary>Wakes those who wait to lease.</summary>
    public void Open() => Opened = true;

    /// <summary>Runs a write in a savepoint; when it throws, the others are as if it had not been.</summary>
    public void Run(Write write)
    {
        var (actions, counted, bytes) = (afterCommit.Count, moves.Count, ResultBytes);
        Now = time.GetUtcNow().UtcTicks;
        database.Query("SAVEPOINT one").Run();
        try
        {
            write.Execute(this);
        }
        catch
        {
            afterCommit.RemoveRange(actions, afterCommit.Count - actions);
            moves.RemoveRange(counted, moves.Count - counted);
            ResultBytes = bytes;
            if (database.InTransaction)
            {
                database.Query("ROLLBACK TO one").Run();
                database.Query("RELEASE one").Run();
            }
            throw;
        }
        database.Query("RELEASE one").Run();
    }

    /// <summary>The transaction has committed: counts move, and what was asked for happens, in order.</summary>
    public void Committed()
    {
        committedResultBytes = ResultBytes;
        foreach (var (lane, from, to) in moves)
        {
            lane.Add(from, -1);
            lane.Add(to, 1);
        }
        foreach (var action in afterCommit)
            action();
        Forget();
    }

    /// <summary>The transaction was rolled back.</summary>
    public void RolledBack()
    {
        ResultBytes = committedResultBytes;
        Forget();
    }

    private void Forget()
    {
        afterCommit.Clear();
        moves.Clear();
        EarliestDue = long.MaxValue;
        Opened = false;
    }
}
