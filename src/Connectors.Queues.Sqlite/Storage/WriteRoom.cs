using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>
/// How many bytes may wait for the disk. Callers beyond wait their turn, a few seconds at most, and when as much waits for its turn as may
/// wait for the disk the next is refused at once: however slow the disk is, memory stays bounded. Thread-safe.
/// </summary>
/// <param name="most">Bytes; one caller is let in however much it brings, when there is any room at all.</param>
/// <param name="patience">How long a caller waits.</param>
/// <param name="time">The clock.</param>
/// <param name="path">The store, for the words of a refusal.</param>
internal sealed class WriteRoom(long most, TimeSpan patience, TimeProvider time, string path)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Turn> waiting = new();
    private long inside, outside;

    /// <summary>Returns when there is room, which <see cref="Leave"/> gives back.</summary>
    /// <exception cref="QueueUnavailableException">There is none in time.</exception>
    public async ValueTask EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<Turn> node;
        lock (gate)
        {
            if (inside < most && waiting.Count == 0)
            {
                inside += bytes;
                return;
            }
            if (outside >= most)
                throw StoreFailure.TooSlow(path);
            outside += bytes;
            node = waiting.AddLast(new Turn(bytes));
        }
        try
        {
            await node.Value.Come.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            GiveUp(node);
            cancellationToken.ThrowIfCancellationRequested();
            throw StoreFailure.TooSlow(path);
        }
    }

    /// <summary>What was brought is stored, or is not and never will be.</summary>
    public void Leave(long bytes)
    {
        lock (gate)
        {
            inside -= bytes;
            while (inside < most && waiting.First is { } next)
            {
                waiting.RemoveFirst();
                outside -= next.Value.Bytes;
                inside += next.Value.Bytes;
                next.Value.Come.SetResult();
            }
        }
    }

    private void GiveUp(LinkedListNode<Turn> node)
    {
        lock (gate)
        {
            if (node.List is null)
            {
                // Its turn came in the same moment.
                Leave(node.Value.Bytes);
                return;
            }
            waiting.Remove(node);
            outside -= node.Value.Bytes;
        }
    }

    private sealed record Turn(long Bytes)
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
