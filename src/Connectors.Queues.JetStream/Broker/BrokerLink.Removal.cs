using Connectors.Core.Queues;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Broker;

/// <content>Removing from streams.</content>
internal sealed partial class BrokerLink
{
    /// <summary>Removes one message; false when it was gone.</summary>
    public ValueTask<bool> DeleteAsync(string stream, ulong sequence, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            try
            {
                return (await JetStream.DeleteMessageAsync(stream, new StreamMsgDeleteRequest { Seq = sequence, NoErase = true }, cancellationToken)).Success;
            }
            catch (NatsJSApiException gone) when (gone.Error.Code is 404 or 400)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>
    /// Removes all messages of a subject (no wildcards); returns how many. Never by a purge: a server of 2.9 then takes, for every consumer
    /// whose filter covers the subject, all that it has not given out for done, and forgets what is out without an acknowledgement.
    /// </summary>
    public async ValueTask<int> RemoveAsync(string stream, string subject, CancellationToken cancellationToken)
    {
        var (removed, former) = (0, 0UL);
        while (await LastAsync(stream, subject, cancellationToken) is { } message)
        {
            if (message.Sequence == former)
                throw new QueueUnavailableException($"Message {former} of stream {stream} cannot be removed; see what the NATS server at {Url} says about it.");
            former = message.Sequence;
            if (await DeleteAsync(stream, former, cancellationToken))
                removed++;
        }
        return removed;
    }
}
