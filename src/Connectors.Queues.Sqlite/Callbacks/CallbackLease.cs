using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>A held lease of a callback; it lives while its holder does, as that of an invocation.</summary>
internal sealed class CallbackLease(SqliteStore store, LeasedCallback row) : ICallbackLease
{
    private readonly CancellationTokenSource lost = new();
    private int ended;
    private int disposed;

    public LeasedCallback Row => row;

    public CallbackDelivery Delivery => row.Delivery;

    public int Attempt => row.Attempt;

    public CancellationToken Lost => lost.Token;

    public async ValueTask<bool> EndAsync(CallbackOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mine = await store.Writer.RunAsync(new CallbackEndWrite(store, row, outcome));
        Volatile.Write(ref ended, 1);
        store.CallbackLeases.Remove(this);
        return mine;
    }

    /// <summary>Tells the holder to abort.</summary>
    public void Lose() => _ = lost.CancelAsync();

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0 && Volatile.Read(ref ended) == 0 && !lost.IsCancellationRequested)
            store.CallbackLeases.LetGo(this);
        return ValueTask.CompletedTask;
    }
}
