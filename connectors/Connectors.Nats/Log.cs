using Microsoft.Extensions.Logging;

namespace Connectors.Nats;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}. It is tried again for ever")]
    public static partial void Away(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The NATS server at {Url} is back")]
    public static partial void Back(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to {Subject}, kept by stream {Stream}")]
    public static partial void ListensToStream(ILogger logger, string subject, string stream);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to {Subject}, which no stream keeps: what is published while nobody listens is missed")]
    public static partial void ListensToSubject(ILogger logger, string subject);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to {Subject}, of which streams keep a part: the rest, published while nobody listens, is missed")]
    public static partial void ListensToRest(ILogger logger, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which streams there are is not known ({Reason}): topics are listened to without them, and what is published meanwhile is missed. Allow it, or set nats.streams to off")]
    public static partial void StreamsUnknown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}. It is tried again for ever")]
    public static partial void Forbidden(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message of {Bytes} bytes on {Subject} is not dispatched: {Error}")]
    public static partial void NotDispatched(ILogger logger, string subject, int bytes, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message on {Subject} could not be queued before the process had to stop, and no stream keeps it")]
    public static partial void Abandoned(ILogger logger, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on {Subject} was not acknowledged and comes again: {Error}")]
    public static partial void NotAcknowledged(ILogger logger, string subject, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Taking {Subject} from stream {Stream} must wait: {Error}")]
    public static partial void StreamPostponed(ILogger logger, string subject, string stream, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consumer {Consumer} of stream {Stream} could not be removed, although nobody listens any more: {Error}")]
    public static partial void NotForgotten(ILogger logger, string consumer, string stream, string error);
}
