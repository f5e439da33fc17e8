using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The record {Path} cannot be read ({Reason}). It was kept as {Aside}; mend it and move it back, or deploy again")]
    public static partial void RecordSetAside(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(Level = LogLevel.Error, Message = "The record {Path} cannot be read ({Reason}) and could not be moved aside. Make it and its directory writable for the hub, then start the hub again")]
    public static partial void RecordUnreadable(ILogger logger, string path, string reason, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Functions} functions found in {Directory}; their replicas are being started")]
    public static partial void Started(ILogger logger, int functions, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replica {Replica} of {Function} is not running: {Reason}. Next try in {Wait}")]
    public static partial void ReplicaFailed(ILogger logger, string replica, FunctionName function, string reason, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Replica {Replica} of {Function} listens on {Address}")]
    public static partial void ReplicaStarted(ILogger logger, string replica, FunctionName function, Uri address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Replica {Replica} of {Function} stopped")]
    public static partial void ReplicaStopped(ILogger logger, string replica, FunctionName function);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stopping replica {Replica} of {Function} failed")]
    public static partial void ReplicaStopFailed(ILogger logger, string replica, FunctionName function, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Directory} could not be removed; it may be removed by hand")]
    public static partial void ScratchLeft(ILogger logger, string directory, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Process {ProcessId} of replica {Replica} was left behind and has been killed")]
    public static partial void LeftoverKilled(ILogger logger, int processId, string replica);

    [LoggerMessage(Level = LogLevel.Error, Message = "Process {ProcessId} of replica {Replica} was left behind and cannot be killed")]
    public static partial void LeftoverAlive(ILogger logger, int processId, string replica);

    [LoggerMessage(Level = LogLevel.Error, Message = "The new value of secret {Secret} could not be given to replica {Replica}; scale {Function} to 0 and back, or deploy it again")]
    public static partial void SecretNotGiven(ILogger logger, string secret, string replica, FunctionName function, Exception cause);
}
