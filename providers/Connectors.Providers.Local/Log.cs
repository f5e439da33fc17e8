using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Local;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Supervising {Function} failed; it is tried again")]
    public static partial void SupervisionFailed(ILogger logger, FunctionName function, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of {Function} in {Directory} cannot be written; its lines are lost until the disk has room")]
    public static partial void FunctionLogFailing(ILogger logger, FunctionName function, string directory, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log in {Directory} could not be removed; it may be removed by hand")]
    public static partial void FunctionLogLeft(ILogger logger, string directory, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Function {Function} recorded: revision {Revision}, {Replicas} replicas")]
    public static partial void FunctionRecorded(ILogger logger, FunctionName function, long revision, int replicas);

    [LoggerMessage(Level = LogLevel.Information, Message = "Function {Function} removed")]
    public static partial void FunctionRemoved(ILogger logger, FunctionName function);

    [LoggerMessage(Level = LogLevel.Information, Message = "Namespace {Namespace} removed")]
    public static partial void NamespaceRemoved(ILogger logger, string @namespace);
}
