using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Worker.Invocations;

/// <summary>A queued body that remembers a fault of its store, which looks like the function's once an invoker has wrapped it.</summary>
internal sealed class WatchedBody(InvocationBody body) : InvocationBody
{
    private volatile Exception? fault;

    /// <summary>What reading it threw; null when nothing has.</summary>
    public Exception? Fault => fault;

    public override long? Length => body.Length;

    public override bool IsReplayable => body.IsReplayable;

    /// <summary>Watches a body that can fail; bytes in memory cannot.</summary>
    public static InvocationBody Watch(InvocationBody body) => body.TryGetMemory(out _) ? body : new WatchedBody(body);

    public override async ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new WatchedStream(await body.OpenReadAsync(cancellationToken), exception => fault = exception);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            fault = exception;
            throw;
        }
    }

    public static bool IsFault(Exception exception) => exception is IOException or UnauthorizedAccessException or QueueUnavailableException;
}
