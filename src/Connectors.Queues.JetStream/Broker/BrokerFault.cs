using Connectors.Core.Queues;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>Turns what NATS and its client report into words for callers and operators.</summary>
internal static class BrokerFault
{
    /// <summary>The error code of a compare-and-set that lost.</summary>
    public const int WrongLastSequence = 10071;

    private const int LargerThanStreamTakes = 10054;
    private const int MoreHeadersThanStreamTakes = 10097;

    public static bool IsOutage(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        NatsException or IOException or TimeoutException or ObjectDisposedException or System.Net.Sockets.SocketException => true,
        _ => false,
    };

    /// <summary>True for what says that a message is larger than the server takes, or a stream of it: that is no outage.</summary>
    public static bool IsTooLarge(Exception exception) =>
        exception.InnerException is NatsPayloadTooLargeException or NatsJSApiException { Error.ErrCode: LargerThanStreamTakes or MoreHeadersThanStreamTakes };

    public static QueueUnavailableException Unavailable(string url, Exception exception) => new(
        $"The queue's NATS server at {url} is unavailable ({OneLine(exception)}): check that it runs with JetStream, can be reached, and that its disk is not full.", exception);

    public static QueueUnavailableException Away(string url) =>
        new($"The queue's NATS server at {url} is away: nothing can be stored or read. The connection comes back by itself once the server does.");

    public static QueueUnavailableException Refused(string subject, ApiError error) => new(
        $"NATS JetStream did not store a message ({error.Description}, error {error.ErrCode}) on {subject}: nothing was stored. {Remedy(error)}",
        error.ErrCode is LargerThanStreamTakes or MoreHeadersThanStreamTakes ? new NatsJSApiException(error) : null);

    private static string Remedy(ApiError error) => error.ErrCode switch
    {
        10047 or 10023 or 10028 => "Its storage is full: give the server more room (max_file_store), or let workers drain the queue.",
        10077 => "The stream is at its limit: raise queue.stream-max-bytes or queue.stream-max-messages, or let workers drain the queue.",
        LargerThanStreamTakes => "The message is larger than the stream takes: raise its max_msg_size.",
        _ => "Look into the server's log.",
    };

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
