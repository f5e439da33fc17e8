using Connectors.Queues.JetStream.Broker;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>The invocation's own message.</summary>
internal sealed class MessageCarrier(INatsJSMsg<byte[]> message, BrokerLink link) : ICarrier
{
    private static readonly AckOpts Confirmed = new() { DoubleAck = true };
    private static readonly AckOpts Unconfirmed = new() { DoubleAck = false };

    public ulong Sequence => message.Metadata!.Value.Sequence.Stream;

    public bool IsFresh => message.Metadata!.Value.NumDelivered == 1;

    public ValueTask RenewAsync(CancellationToken cancellationToken) => message.AckProgressAsync(Unconfirmed, cancellationToken);

    public async ValueTask PutOffAsync(TimeSpan delay, CancellationToken cancellationToken) => await link.GuardAsync(
        async () =>
        {
            await message.NakAsync(delay > TimeSpan.Zero ? Confirmed with { NakDelay = delay } : Confirmed, cancellationToken);
            return true;
        },
        cancellationToken);

    public async ValueTask FinishAsync(bool confirmed, CancellationToken cancellationToken)
    {
        try
        {
            await message.AckAsync(confirmed ? Confirmed : Unconfirmed, cancellationToken);
        }
        catch (Exception exception) when (BrokerFault.IsOutage(exception, cancellationToken))
        {
            throw BrokerFault.Unavailable(link.Url, exception);
        }
    }
}
