using Microsoft.Extensions.Logging;

namespace Connectors.Kafka;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The Kafka brokers at {Brokers} cannot be used: {Error}; they are tried again for ever")]
    public static partial void Away(ILogger logger, string brokers, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Kafka brokers at {Brokers} are back")]
    public static partial void Back(ILogger logger, string brokers);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka refuses {Subject}: {Error}; give this user the right to read it")]
    public static partial void Refused(ILogger logger, string subject, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The Kafka client met {Code}: {Error}")]
    public static partial void ClientError(ILogger logger, Confluent.Kafka.ErrorCode code, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Facility}: {Line}")]
    public static partial void ClientLine(ILogger logger, string facility, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Kafka client says {Facility}: {Line}")]
    public static partial void ClientWarning(ILogger logger, string facility, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "Joining the Kafka group for {Count} topics: {Topics}")]
    public static partial void Subscribed(ILogger logger, int count, IReadOnlyList<string> topics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka topic {Topic} does not exist yet; it is taken from its beginning once it does")]
    public static partial void TopicMissing(ILogger logger, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "Where to begin in Kafka topic {Topic} cannot be found out: {Error}; the brokers are asked again for ever")]
    public static partial void NoStart(ILogger logger, string topic, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Taking {Topic} partition {Partition} from {Offset}")]
    public static partial void Assigned(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to {Count} Kafka partitions, of {Topics}")]
    public static partial void Listening(ILogger logger, int count, IReadOnlyList<string> topics);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Giving {Topic} partition {Partition} away at {Offset}")]
    public static partial void Revoked(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} partition {Partition} was taken from us; what was not committed comes again")]
    public static partial void Lost(ILogger logger, string topic, int partition);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} partition {Partition} is paused: {Count} of its messages wait to be queued")]
    public static partial void Paused(ILogger logger, string topic, int partition, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} partition {Partition} goes on")]
    public static partial void Resumed(ILogger logger, string topic, int partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic} partition {Partition} offset {Offset}, {Bytes} bytes, is passed over: {Error}")]
    public static partial void PassedOver(ILogger logger, string topic, int partition, long offset, long bytes, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} partition {Partition} offset {Offset} was not queued before it had to be given up, and comes again: {Error}")]
    public static partial void GivenUp(ILogger logger, string topic, int partition, long offset, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The offsets of {Count} partitions could not be committed: {Error}; what comes again is told by its id")]
    public static partial void NotCommitted(ILogger logger, int count, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} partition {Partition} is no longer ours to store offset {Offset} for: {Error}")]
    public static partial void NotStored(ILogger logger, string topic, int partition, long offset, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer group could not be left in order: {Error}")]
    public static partial void NotLeft(ILogger logger, string error);
}
