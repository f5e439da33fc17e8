using Microsoft.Extensions.Logging;

namespace Connectors.Queues.JetStream;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Made the JetStream stream {Stream} with {Replicas} replicas")]
    public static partial void StreamMade(ILogger logger, string stream, int replicas);

    [LoggerMessage(Level = LogLevel.Information, Message = "The queue is on NATS JetStream at {Url}, as {Instance}")]
    public static partial void Opened(ILogger logger, string url, string instance);

    [LoggerMessage(Level = LogLevel.Error, Message = "The NATS server at {Url} is gone; calls are refused with 503 until it is back")]
    public static partial void Disconnected(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The NATS server at {Url} is back")]
    public static partial void Reconnected(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} failed; it is tried again in {Delay}")]
    public static partial void BackgroundFailed(ILogger logger, string what, TimeSpan delay, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} must wait, the queue is unavailable: {Error}")]
    public static partial void Postponed(ILogger logger, string what, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message on {Subject} is none of this queue's and is removed: {Why}")]
    public static partial void Unreadable(ILogger logger, string subject, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of invocation {CallId} was lost: worker {Worker} did not report back")]
    public static partial void LeaseLost(ILogger logger, string callId, string worker);

    [LoggerMessage(Level = LogLevel.Error, Message = "The JetStream stream {Stream} is gone: somebody removed it with everything in it. It is made again; what was in it is lost")]
    public static partial void StreamGone(ILogger logger, string stream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consumer {Consumer} of stream {Stream} has passed over message {Sequence}, as servers do that were killed; it is made again")]
    public static partial void MessageSkipped(ILogger logger, string consumer, string stream, ulong sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue '{Queue}' is consumed by {Mode} consumers now; {Count} consumers of the other kind were removed")]
    public static partial void ModeSwitched(ILogger logger, string queue, ConsumerMode mode, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} stored bodies that belong to no invocation")]
    public static partial void OrphansRemoved(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The body {Body} cannot be removed now; the next sweep does it: {Error}")]
    public static partial void BodyNotRemoved(ILogger logger, string body, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This machine's clock differs from the NATS server's by {Offset}; the server's counts for what is due")]
    public static partial void ClockDiffers(ILogger logger, TimeSpan offset);
}
