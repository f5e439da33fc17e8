using System.Threading.Channels;
using Connectors.Core.Queues;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>
/// The only one that writes. Takes what callers have posted meanwhile, runs it in one transaction, syncs once, and tells them all.
/// A failing transaction is run again write by write, so that one cannot spoil another; the loop itself outlives every error.
/// </summary>
internal sealed class Writer(WriterConnection connection, TimeProvider time, ILogger logger, Action<WriteSession> onCommit, Action<string>? reached)
    : IAsyncDisposable
{
    /// <summary>So many bytes from outside may wait for the disk, and as many again for their turn.</summary>
    public const long MostWaiting = 32 << 20;

    // What a write takes beside the bytes it brings, roughly.
    private const long Overhead = 1 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MostWrites = 256;
    private const long MostBytes = 4 << 20;

    private readonly Channel<Write> posted = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly WriteRoom room = new(MostWaiting, Patience, time, connection.Path);
    private Task loop = Task.CompletedTask;

    public void Start() => loop = Task.Run(RunAsync);

    /// <summary>Completes when the write is committed and synced.</summary>
    /// <exception cref="QueueUnavailableException">It is not stored.</exception>
    public Task<T> RunAsync<T>(Write<T> write)
    {
        if (!posted.Writer.TryWrite(write))
            write.Fail(StoreFailure.Closed(connection.Path));
        return write.Completion;
    }

    /// <summary>The same for what comes from outside, in any amount: it waits until there is room. What ends work does not wait behind it.</summary>
    /// <exception cref="QueueUnavailableException">It is not stored, perhaps for want of room.</exception>
    public async Task<T> AdmitAsync<T>(Write<T> write, CancellationToken cancellationToken)
    {
        var bytes = write.Weight + Overhead;
        await room.EnterAsync(bytes, cancellationToken);
        try
        {
            return await RunAsync(write);
        }
        finally
        {
            room.Leave(bytes);
        }
    }

    /// <summary>Finishes what was posted, takes no more, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        posted.Writer.TryComplete();
        await loop;
        connection.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Write>(MostWrites);
        while (await posted.Reader.WaitToReadAsync())
        {
            for (var bytes = 0L; batch.Count < MostWrites && bytes < MostBytes && posted.Reader.TryRead(out var write); bytes += write.Weight)
                batch.Add(write);
            Store(batch);
            batch.Clear();
        }
    }

    private void Store(List<Write> batch)
    {
        try
        {
            Commit(batch);
        }
        catch (SqliteException exception)
        {
            connection.Abandon(exception);
            if (batch.Count > 1)
                batch.ForEach(write => Store([write]));
            else
                Refuse(batch[0], exception);
        }
        // Anything else is a fault of this program; callers learn of it, the loop goes on.
        catch (Exception exception)
        {
            connection.Abandon(null);
            Log.WriteFailed(logger, nameof(Writer), exception);
            batch.ForEach(write => write.Fail(exception));
        }
    }

    private void Commit(List<Write> batch)
    {
        var session = connection.Begin();
        var stored = new List<Write>(batch.Count);
        foreach (var write in batch)
        {
            if (TryRun(session, write))
                stored.Add(write);
        }
        connection.Commit();
        foreach (var write in stored)
            reached?.Invoke($"{write.GetType().Name} committed");
        onCommit(session);
        foreach (var write in stored)
            write.Succeed();
    }

    private bool TryRun(WriteSession session, Write write)
    {
        try
        {
            session.Run(write);
            reached?.Invoke($"{write.GetType().Name} run");
            return true;
        }
        // Without its transaction nothing of this batch is stored: then it is no longer a matter of one write.
        catch (Exception exception) when (connection.InTransaction && (exception is not SqliteException sqlite || StoreFailure.IsOfStatement(sqlite)))
        {
            if (exception is not OperationCanceledException)
                Log.WriteFailed(logger, write.GetType().Name, exception);
            write.Fail(exception is SqliteException ? StoreFailure.Unavailable(connection.Path, exception) : exception);
            return false;
        }
    }

    private void Refuse(Write write, SqliteException exception)
    {
        Log.StoreUnavailable(logger, connection.Path, exception);
        write.Fail(StoreFailure.Unavailable(connection.Path, exception));
    }
}
