using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>
/// A held lease. Only this process can lease from its directory, so that renewal is a matter of memory: the lease lives while its holder
/// does, runs out an ack-wait after it was let go without an end, and is found lost at the next start when the process died.
/// </summary>
internal sealed class InvocationLease(SqliteStore store, LeasedRow row) : IInvocationLease
{
    private readonly CancellationTokenSource interrupted = new();
    private int interruption;
    private int ended;
    private int disposed;

    public LeasedRow Row => row;

    public Invocation Invocation { get; } = row.ToInvocation(store.Bodies);

    public int Attempt => row.Attempt;

    public DateTimeOffset? UnreachableSince => row.UnreachableSince;

    public CancellationToken Interrupted => interrupted.Token;

    public LeaseInterruption Interruption => (LeaseInterruption)Volatile.Read(ref interruption);

    public async ValueTask<bool> EndAsync(AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mine = outcome switch
        {
            AttemptOutcome.Completed done => await FinishAsync(new Ending(Lanes.Stage.Done, done.Attempt, done.Result, null), cancellationToken),
            AttemptOutcome.Dead dead => await FinishAsync(new Ending(Lanes.Stage.Dead, dead.Attempt, dead.Result, dead.Reason), cancellationToken),
            AttemptOutcome.RetryAfter retry => await store.Writer.RunAsync(new RetryWrite(row, retry)),
            AttemptOutcome.GiveBack => await store.Writer.RunAsync(new GiveBackWrite(row)),
            _ => throw new ArgumentException($"'{outcome.GetType().Name}' is no outcome of an attempt.", nameof(outcome)),
        };
        Volatile.Write(ref ended, 1);
        store.Leases.Remove(this);
        return mine;
    }

    /// <summary>Tells the holder to abort.</summary>
    public void Interrupt(LeaseInterruption why)
    {
        if (Interlocked.CompareExchange(ref interruption, (int)why, (int)LeaseInterruption.None) == (int)LeaseInterruption.None)
            _ = interrupted.CancelAsync();
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0 && Volatile.Read(ref ended) == 0 && Interruption == LeaseInterruption.None)
            store.Leases.LetGo(this);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> FinishAsync(Ending ending, CancellationToken cancellationToken)
    {
        using var spool = await store.Spooler.ReadAsync(ending.Result.Body, cancellationToken);
        var write = new EndWrite(store, row, ending, spool.Body);
        var mine = await store.Writer.RunAsync(write);
        if (mine && write.StoresResult)
            spool.Keep();
        return mine;
    }
}
