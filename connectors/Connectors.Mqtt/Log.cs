using Microsoft.Extensions.Logging;

namespace Connectors.Mqtt;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the MQTT server at {Server}; a session of ours was there: {SessionPresent}")]
    public static partial void Connected(ILogger logger, string server, bool sessionPresent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to {Filter} of the MQTT server")]
    public static partial void Listens(ILogger logger, string filter);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to {Filter} of the MQTT server no more")]
    public static partial void ListensNoMore(ILogger logger, string filter);

    [LoggerMessage(Level = LogLevel.Error, Message = "Filter {Filter} brings nothing: {Reason}")]
    public static partial void Refused(ILogger logger, string filter, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message of {Bytes} bytes on {Topic} was refused and is lost: {Reason}")]
    public static partial void RefusedMessage(ILogger logger, string topic, long bytes, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message on {Topic} could not be queued before the process had to stop, and with QoS 0 the server does not send it again")]
    public static partial void Abandoned(ILogger logger, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on {Topic} and those after it were not acknowledged and come again: {Reason}")]
    public static partial void NotAcknowledged(ILogger logger, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the session at the MQTT server holds could not be noted: {Reason}")]
    public static partial void NotNoted(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group {Group} could not be left in order ({Reason}): its share of messages waits until {ClientId} comes back")]
    public static partial void NotLeft(ILogger logger, string group, string reason, string clientId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The MQTT broker listens on {Address}")]
    public static partial void BrokerRuns(ILogger logger, System.Net.IPEndPoint address);

    [LoggerMessage(Level = LogLevel.Error, Message = "The MQTT broker dropped a message for {ClientId}, for whom more than {Most} wait")]
    public static partial void Dropped(ILogger logger, string clientId, int most);
}
