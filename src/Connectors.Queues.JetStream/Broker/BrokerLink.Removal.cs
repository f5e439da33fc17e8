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

    /// <summary>Removes all messages of a subject; returns how many.</summary>
    public ValueTask<long> PurgeAsync(string stream, string subject, CancellationToken cancellationToken) => GuardAsync<long>(
        async () =>
        {
            try
            {
                return (await JetStream.PurgeStreamAsync(stream, new StreamPurgeRequest { Filter = subject }, cancellationToken)).Purged;
            }
            catch (NatsJSApiException gone) when (gone.Error.Code == 404)
            {
                return 0;
            }
        },
        cancellationToken);
}
