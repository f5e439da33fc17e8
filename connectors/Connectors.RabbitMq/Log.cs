using Microsoft.Extensions.Logging;

namespace Connectors.RabbitMq;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to queue {Queue}")]
    public static partial void Listens(ILogger logger, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to queue {Queue} no more")]
    public static partial void ListensNoMore(ILogger logger, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is no queue {Queue} yet; once it is declared, its messages are taken")]
    public static partial void LooksFor(ILogger logger, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue} brings nothing: {Reason}. It is tried again for ever")]
    public static partial void Refused(ILogger logger, string queue, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message of {Bytes} bytes of queue {Queue} is rejected: {Reason} The queue's dead-letter exchange gets it; without one it is lost")]
    public static partial void Rejected(ILogger logger, string queue, int bytes, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of queue {Queue} was not acknowledged and comes again: {Reason}")]
    public static partial void NotAcknowledged(ILogger logger, string queue, string reason);
}
