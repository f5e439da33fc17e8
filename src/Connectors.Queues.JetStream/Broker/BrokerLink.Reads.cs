using System.Globalization;
using System.Text;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Broker;

/// <content>Single messages out of streams.</content>
internal sealed partial class BrokerLink
{
    private static readonly NatsSubOpts Quietly = new() { ThrowIfNoResponders = false };

    /// <summary>The last message of a subject (no wildcards); null when there is none.</summary>
    public ValueTask<StoredMessage?> LastAsync(string stream, string subject, CancellationToken cancellationToken) =>
        ReadAsync(stream, new StreamMsgGetRequest { LastBySubj = subject }, $$"""{"last_by_subj":"{{subject}}"}""", cancellationToken);

    /// <summary>The first message, from a sequence on, whose subject fits the filter; null when there is none.</summary>
    public ValueTask<StoredMessage?> NextAsync(string stream, string filter, ulong from, CancellationToken cancellationToken) =>
        ReadAsync(
            stream, new StreamMsgGetRequest { NextBySubj = filter, Seq = from },
            string.Create(CultureInfo.InvariantCulture, $$"""{"next_by_subj":"{{filter}}","seq":{{from}}}"""), cancellationToken);

    /// <summary>The message with this sequence; null when it is gone.</summary>
    public ValueTask<StoredMessage?> AtAsync(string stream, ulong sequence, CancellationToken cancellationToken) =>
        ReadAsync(
            stream, new StreamMsgGetRequest { Seq = sequence }, string.Create(CultureInfo.InvariantCulture, $$"""{"seq":{{sequence}}}"""), cancellationToken);

    /// <summary>The sequence of a stream's last message; 0 when it holds none, or is not there.</summary>
    public ValueTask<ulong> LastSequenceAsync(string stream, CancellationToken cancellationToken) => GuardAsync<ulong>(
        async () =>
        {
            try
            {
                return (await JetStream.GetStreamAsync(stream, cancellationToken: cancellationToken)).Info.State is { Messages: > 0 } state ? state.LastSeq : 0;
            }
            catch (NatsJSApiException missing) when (missing.Error.Code == 404)
            {
                return 0;
            }
        },
        cancellationToken);

    private ValueTask<StoredMessage?> ReadAsync(string stream, StreamMsgGetRequest request, string json, CancellationToken cancellationToken)
    {
        if (!IsOpen)
            throw BrokerFault.Away(Url);
        return GuardAsync(() => direct ? DirectAsync(stream, json, cancellationToken) : FromLeaderAsync(stream, request, cancellationToken), cancellationToken);
    }

    private async Task<StoredMessage?> DirectAsync(string stream, string json, CancellationToken cancellationToken)
    {
        var reply = await Connection.RequestAsync<byte[], byte[]>(
            $"$JS.API.DIRECT.GET.{stream}", Encoding.ASCII.GetBytes(json), replyOpts: Quietly, cancellationToken: cancellationToken);
        if (reply.Headers is not { } headers || headers.Code is 404)
            return null;
        if (headers.Code is not 0 || !headers.TryGetValue("Nats-Sequence", out var sequence))
            throw new NatsException($"stream {stream} cannot be read ({headers.Code} {headers.MessageText})");
        var time = headers.TryGetValue("Nats-Time-Stamp", out var stamp) ? DateTimeOffset.Parse(stamp.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : default;
        return new StoredMessage(headers["Nats-Subject"].ToString(), ulong.Parse(sequence.ToString(), CultureInfo.InvariantCulture), time, headers, reply.Data ?? []);
    }

    private async Task<StoredMessage?> FromLeaderAsync(string stream, StreamMsgGetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var message = (await JetStream.JSRequestResponseAsync<StreamMsgGetRequest, StreamMsgGetResponse>(
                $"$JS.API.STREAM.MSG.GET.{stream}", request, cancellationToken)).Message;
            return new StoredMessage(message.Subject, message.Seq, message.Time, HeaderBlock.Read(Convert.FromBase64String(message.Hdrs ?? "")), message.Data);
        }
        catch (NatsJSApiException refused) when (refused.Error.Code == 404)
        {
            return null;
        }
    }
}
