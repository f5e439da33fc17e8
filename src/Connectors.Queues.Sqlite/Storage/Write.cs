namespace Connectors.Queues.Sqlite.Storage;

/// <summary>
/// One change of the database, small, run by the writer in a savepoint of a transaction it shares with others. It may be run again when
/// the transaction failed, so it keeps no state of its own but its result.
/// </summary>
internal abstract class Write
{
    /// <summary>How many bytes it brings, roughly; bounds a transaction.</summary>
    public virtual long Weight => 0;

    /// <summary>Changes the database; nothing is told to anyone yet.</summary>
    public abstract void Execute(WriteSession session);

    /// <summary>Tells the caller: it is committed.</summary>
    public abstract void Succeed();

    /// <summary>Tells the caller: it is not stored.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A change with an answer.</summary>
internal abstract class Write<T> : Write
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    /// <summary>Completes when the change is committed and synced, or fails when it is not stored.</summary>
    public Task<T> Completion => completion.Task;

    public sealed override void Execute(WriteSession session) => result = Run(session);

    public sealed override void Succeed() => completion.TrySetResult(result!);

    public sealed override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled)
            completion.TrySetCanceled(cancelled.CancellationToken);
        else
            completion.TrySetException(exception);
    }

    protected abstract T Run(WriteSession session);
}
