using Connectors.Queues.JetStream.Invocations;

namespace Connectors.Queues.JetStream.Lines;

/// <summary>The head of a line, carried by the line's token: as long as the token is held, nothing else of the line runs.</summary>
internal sealed class LineCarrier(MessageCarrier token, ulong head, bool fresh, Func<bool, CancellationToken, ValueTask> advance) : ICarrier
{
    // A line whose head was cancelled while it waits is looked at again after this long.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public ulong Sequence => token.Sequence;

    /// <summary>The head's own sequence.</summary>
    public ulong Head => head;

    public bool IsFresh => fresh;

    public ValueTask RenewAsync(CancellationToken cancellationToken) => token.RenewAsync(cancellationToken);

    public ValueTask PutOffAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        token.PutOffAsync(delay < LongestWait ? delay : LongestWait, cancellationToken);

    public ValueTask FinishAsync(bool confirmed, CancellationToken cancellationToken) => advance(confirmed, cancellationToken);
}
