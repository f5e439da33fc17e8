using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>What becomes of functions and their replicas.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "The record of function {Function} in containerd's namespace {Namespace} cannot be read ({Reason}). It stays; remove it with ctr -n {Namespace} containers rm {Function}, and deploy again")]
    public static partial void FunctionUnreadable(ILogger logger, string function, string @namespace, string reason);

    [LoggerMessage(LogLevel.Information, "{Functions} functions found in containerd at {Address}; {Adopted} replicas that run were adopted, {Removed} that cannot be used were removed")]
    public static partial void ProviderStarted(ILogger logger, int functions, string address, int adopted, int removed);

    [LoggerMessage(LogLevel.Warning, "Replica {Replica} of {Function} is not running: {Reason}. Next try in {Wait}")]
    public static partial void ReplicaFailed(ILogger logger, string replica, FunctionName function, string reason, TimeSpan wait);

    [LoggerMessage(LogLevel.Debug, "Replica {Replica} of {Function} is ready at {Address}")]
    public static partial void ReplicaReady(ILogger logger, string replica, FunctionName function, Uri address);

    [LoggerMessage(LogLevel.Debug, "Replica {Replica} of {Function} is gone")]
    public static partial void ReplicaGone(ILogger logger, string replica, FunctionName function);

    [LoggerMessage(LogLevel.Debug, "Replica {Replica} of {Function} rests")]
    public static partial void ReplicaRests(ILogger logger, string replica, FunctionName function);

    [LoggerMessage(LogLevel.Warning, "Replica {Replica} could not be removed; it is tried again in {Wait}")]
    public static partial void RemovalPutOff(ILogger logger, string replica, TimeSpan wait, Exception cause);

    [LoggerMessage(LogLevel.Error, "Something of replica {Replica} is left; it is removed at the next start")]
    public static partial void RemovalFailed(ILogger logger, string replica, Exception cause);

    [LoggerMessage(LogLevel.Information, "Replica {Replica} in containerd's namespace {Namespace}, which is of no use any more, was removed")]
    public static partial void LeftoverRemoved(ILogger logger, string replica, string @namespace);

    [LoggerMessage(LogLevel.Warning, "The kernel ended a process of replica {Replica} of {Function}: it wanted more memory than limits.memory allows")]
    public static partial void OutOfMemory(ILogger logger, string replica, FunctionName function);

    [LoggerMessage(LogLevel.Warning, "{Reason} Functions that run go on; changes are refused until it answers")]
    public static partial void ContainerdAway(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "containerd answers again")]
    public static partial void ContainerdBack(ILogger logger);

    [LoggerMessage(LogLevel.Error, "The new value of secret {Secret} could not be given to replica {Replica}; scale {Function} to 0 and back, or deploy it again")]
    public static partial void SecretNotGiven(ILogger logger, string secret, string replica, FunctionName function, Exception cause);

    [LoggerMessage(LogLevel.Error, "What replica {Replica} writes cannot be read from {Path}; it is tried again")]
    public static partial void OutputUnreadable(ILogger logger, string replica, string path, Exception cause);

    [LoggerMessage(LogLevel.Warning, "{Path} could not be removed; it is removed at the next start")]
    public static partial void FileLeft(ILogger logger, string path, Exception cause);

    [LoggerMessage(LogLevel.Warning, "Something of namespace {Namespace} is left in containerd; it is tried again at the next start")]
    public static partial void NamespaceLeft(ILogger logger, string @namespace, Exception cause);
}
