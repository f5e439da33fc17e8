using Connectors.Core.Queues;
using Connectors.NatsLogIn;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>
/// The connection to NATS and the few things done over it. Thread-safe. Everything throws <see cref="QueueUnavailableException"/> when the
/// server is away or refuses, at once while it is known to be away.
/// </summary>
internal sealed partial class BrokerLink : IAsyncDisposable
{
    private static readonly NatsJSPubOpts Once = new() { RetryAttempts = 1 };

    private readonly bool direct;

    public BrokerLink(NatsOpts options, int replicas)
    {
        // A follower may answer a direct read from the past: with replicas the leader is asked.
        direct = replicas == 1;
        Url = ServerAddresses.Shown(options.Url);
        Connection = new NatsConnection(options);
        JetStream = new NatsJSContext(Connection, new NatsJSOpts(options, requestTimeout: options.RequestTimeout));
    }

    public NatsConnection Connection { get; }

    public NatsJSContext JetStream { get; }

    /// <summary>The server's address, or addresses, without credentials.</summary>
    public string Url { get; }

    public bool IsOpen => Connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>The largest message the server takes, headers included.</summary>
    public int MaxPayload => Connection.ServerInfo?.MaxPayload is { } most and > 0 ? most : 1 << 20;

    /// <summary>Stores a message and waits until the server says so.</summary>
    /// <param name="subject">Where.</param>
    /// <param name="headers">With it; not changed afterwards.</param>
    /// <param name="data">What.</param>
    /// <param name="expected">The sequence of the subject's last message, 0 for none; null: whatever it is.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the message is stored is then unknown.</param>
    public async ValueTask<Published> PublishAsync(
        string subject, NatsHeaders headers, ReadOnlyMemory<byte> data, ulong? expected, CancellationToken cancellationToken)
    {
        if (!IsOpen)
            throw BrokerFault.Away(Url);
        if (expected is { } sequence)
            Expect(headers, subject, sequence);
        var reply = await SendAsync(subject, headers, data, cancellationToken);
        if (!reply.Success)
            throw BrokerFault.Unavailable(Url, reply.Error);
        if (reply.Value.Error is not { } error)
            return new Published(reply.Value.Seq, reply.Value.Duplicate, Conflict: expected > 0 && reply.Value.Duplicate);
        return error.ErrCode == BrokerFault.WrongLastSequence ? new Published(0, false, true) : throw BrokerFault.Refused(subject, error);
    }

    // Before 2.11 a leader with followers compares with what is stored and not with what is on its way to them, so that two writes at once may
    // both pass. Identities are compared when a write is stored, by all of them: of those who replace one message, one is stored.
    private void Expect(NatsHeaders headers, string subject, ulong sequence)
    {
        headers["Nats-Expected-Last-Subject-Sequence"] = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (sequence > 0 && !direct)
            headers["Nats-Msg-Id"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{subject}@{sequence}");
    }

    private async ValueTask<NatsResult<NATS.Client.JetStream.Models.PubAckResponse>> SendAsync(
        string subject, NatsHeaders headers, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            return await JetStream.TryPublishAsync(subject, data, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, Once, headers, cancellationToken);
        }
        catch (Exception exception) when (BrokerFault.IsOutage(exception, cancellationToken))
        {
            throw BrokerFault.Unavailable(Url, exception);
        }
    }

    /// <summary>Does something with the server and turns an outage into a <see cref="QueueUnavailableException"/>.</summary>
    public async ValueTask<T> GuardAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        // The client would wait for the connection to come back, for as long as anybody waits for the answer.
        if (!IsOpen)
            throw BrokerFault.Away(Url);
        try
        {
            return await action();
        }
        catch (Exception exception) when (BrokerFault.IsOutage(exception, cancellationToken))
        {
            throw BrokerFault.Unavailable(Url, exception);
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
