using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Kubernetes does not tell {Kind} ({Reason}); what is known stays, and it is asked again")]
    public static partial void WatchBroken(ILogger logger, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Function {Function} recorded: {Replicas} replicas")]
    public static partial void FunctionRecorded(ILogger logger, FunctionName function, int replicas);

    [LoggerMessage(Level = LogLevel.Information, Message = "Function {Function} removed")]
    public static partial void FunctionRemoved(ILogger logger, FunctionName function);

    [LoggerMessage(Level = LogLevel.Information, Message = "The functions of {Namespaces} namespaces are known")]
    public static partial void Started(ILogger logger, int namespaces);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Function {Function} has the label {Label}, whose value Kubernetes does not take; it stands in the function and not on its objects")]
    public static partial void LabelLeftOut(ILogger logger, FunctionName function, string label);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The log of pod {Pod} could not be read: {Reason}")]
    public static partial void PodLogBroken(ILogger logger, string pod, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Pod} could not be told of a new secret; it sees it a minute later: {Reason}")]
    public static partial void PodNotTold(ILogger logger, string pod, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Function {Namespace}/{Resource} is stalled: {Reason}")]
    public static partial void ResourceStalled(ILogger logger, string @namespace, string resource, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the Function {Namespace}/{Resource} is could not be told: {Reason}")]
    public static partial void StatusUntold(ILogger logger, string @namespace, string resource, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Functions that are written as resources are kept by {Holder}")]
    public static partial void LeaderIs(ILogger logger, string holder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease {Lease} of the operator cannot be had or renewed ({Reason}); it is tried again")]
    public static partial void LeaseUnreached(ILogger logger, string lease, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The operator of functions broke off; it begins anew")]
    public static partial void OperatorBroken(ILogger logger, Exception fault);
}
