using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>The message of an invocation that has ended, in nobody's hands: it is removed from its stream itself.</summary>
internal sealed class AbandonedCarrier(JetStreamStore store, CallRecord record, ulong sequence) : ICarrier
{
    public ulong Sequence => sequence;

    public bool IsFresh => false;

    public ValueTask RenewAsync(CancellationToken cancellationToken) => default;

    public ValueTask PutOffAsync(TimeSpan delay, CancellationToken cancellationToken) => default;

    public ValueTask FinishAsync(bool confirmed, CancellationToken cancellationToken) => Whereabouts.RemoveAsync(store, record, cancellationToken);
}
