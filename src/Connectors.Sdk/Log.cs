using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} functions have topics")]
    public static partial void TopicsChanged(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The functions could not be read; their topics stay as they were, next look in {Pause}")]
    public static partial void CatalogueUnreadable(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The functions could not be read; their topics stay as they were, next look in {Pause}: {Reason}")]
    public static partial void CatalogueAway(ILogger logger, TimeSpan pause, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic} of {Function} reaches nobody: {Fault}")]
    public static partial void TopicFault(ILogger logger, string topic, FunctionName function, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic} of {Function}: {Remark}")]
    public static partial void TopicRemark(ILogger logger, string topic, FunctionName function, string remark);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Kind} server at {Server} cannot be used: {Reason}. It is tried again for ever")]
    public static partial void ServerAway(ILogger logger, string kind, string server, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} server at {Server} is back")]
    public static partial void ServerBack(ILogger logger, string kind, string server);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connector {Connector} runs")]
    public static partial void ConnectorStarted(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Error, Message = "Connector {Connector} broke down; it is started again in {Pause}")]
    public static partial void ConnectorFaulted(ILogger logger, Exception exception, string connector, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Connector {Connector} broke down while it was told to stop")]
    public static partial void ConnectorFaultedStopping(ILogger logger, Exception exception, string connector);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connector {Connector} had not finished after {Grace} and is left behind; what it did not acknowledge comes again")]
    public static partial void ConnectorLeftBehind(ILogger logger, string connector, TimeSpan grace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of {Connector} on topic {Topic} could not be dispatched to {Function}")]
    public static partial void DispatchFailed(ILogger logger, Exception exception, string connector, string topic, FunctionName function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of {Connector} wait, because they cannot be stored, the first of them on topic {Topic} for {Function}: {Reason}")]
    public static partial void EventsWait(ILogger logger, string connector, string topic, FunctionName function, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Events of {Connector} are stored again")]
    public static partial void EventsGoOn(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Debug, Message = "An event of {Connector} on topic {Topic} could not be dispatched to {Function}: {Reason}")]
    public static partial void DispatchAway(ILogger logger, string connector, string topic, FunctionName function, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} answered {Status} to an event of {Connector} on topic {Topic}")]
    public static partial void Answered(ILogger logger, FunctionName function, int status, string connector, string topic);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Function} is gone; an event of {Connector} on topic {Topic} passes it over")]
    public static partial void FunctionGone(ILogger logger, FunctionName function, string connector, string topic);
}
