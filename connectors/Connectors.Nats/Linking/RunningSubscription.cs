using Connectors.Nats.Streams;

namespace Connectors.Nats.Linking;

/// <summary>One that runs until it is told to stop.</summary>
internal sealed class RunningSubscription(CancellationTokenSource stop, Task task) : IAsyncDisposable
{
    /// <summary>Takes no more, and waits for what is in hand.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await task;
        stop.Dispose();
    }
}

/// <summary>One that takes from a stream, and the patterns that wanted it last.</summary>
internal sealed record RunningPart(RunningSubscription Subscription, StreamSubscription Kept, IReadOnlyList<string> Patterns);
