using Connectors.Core.Functions;

namespace Connectors.Queues.Sqlite.Lanes;

/// <summary>
/// One function's part of one queue, with how many invocations stand at each stage, so that numbers and turns cost no query.
/// Changed by the writer only, after commit; read by anyone.
/// </summary>
internal sealed class Lane(long id, long functionId, QueueState queue, FunctionName function)
{
    private readonly long[] counts = new long[(int)Stage.Cancelled + 1];
    private volatile bool paused;

    public long Id => id;

    public long FunctionId => functionId;

    public QueueState Queue => queue;

    public FunctionName Function => function;

    /// <summary>This function is paused on this queue.</summary>
    public bool Paused
    {
        get => paused;
        set => paused = value;
    }

    /// <summary>When its turn was, counted by the writer, which alone reads and writes it.</summary>
    public long LastTurn { get; set; }

    /// <summary>True when something may be leased from it.</summary>
    public bool Open => !paused && !queue.Paused && Count(Stage.Ready) > 0;

    /// <summary>How many wait, for whatever.</summary>
    public long Waiting => Count(Stage.Ready) + Count(Stage.Delayed) + Count(Stage.Blocked);

    public long Count(Stage stage) => Interlocked.Read(ref counts[(int)stage]);

    public void Add(Stage stage, long count)
    {
        if (stage != Stage.None)
            Interlocked.Add(ref counts[(int)stage], count);
    }
}
