using Connectors.Core.Queues;
using Connectors.NatsLogIn;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>How the connection is made from the settings.</summary>
internal static class LinkOptions
{
    /// <exception cref="QueueStartException">An address is none, or a file that the settings name cannot be read or holds something else.</exception>
    public static NatsOpts Of(string url, JetStreamQueueSettings settings)
    {
        try
        {
            return settings.LogIn(url).ApplyTo(Plain);
        }
        catch (LogInException fault)
        {
            throw new QueueStartException(fault.Message, fault);
        }
    }

    private static NatsOpts Plain { get; } = NatsOpts.Default with
    {
        Name = "connectors",
        RequestReplyMode = NatsRequestReplyMode.Direct,
        RequestTimeout = TimeSpan.FromSeconds(5),
        ReconnectWaitMin = TimeSpan.FromMilliseconds(200),
        ReconnectWaitMax = TimeSpan.FromSeconds(5),
        ReconnectJitter = TimeSpan.FromMilliseconds(200),
        MaxReconnectRetry = -1,
        // A server whose users are being changed refuses for a while; the queue comes back by itself when it no longer does.
        IgnoreAuthErrorAbort = true,
        PingInterval = TimeSpan.FromSeconds(10),
        // Nothing that a consumer was sent may be dropped: the reading of the socket waits instead.
        SubPendingChannelFullMode = System.Threading.Channels.BoundedChannelFullMode.Wait,
    };
}
