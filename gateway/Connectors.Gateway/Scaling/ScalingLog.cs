using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling;

/// <summary>What scaling writes to the log.</summary>
internal static partial class ScalingLog
{
    [LoggerMessage(1, LogLevel.Information, "Function {Function} scaled from {From} to {To} replicas: {Reason}")]
    public static partial void Scaled(ILogger logger, FunctionName function, int from, int to, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Function {Function} could not be scaled to {Replicas} replicas: {Reason}")]
    public static partial void ScalingRefused(ILogger logger, FunctionName function, int replicas, string reason);

    [LoggerMessage(3, LogLevel.Error, "Function {Function} could not be scaled to {Replicas} replicas.")]
    public static partial void ScalingBroke(ILogger logger, FunctionName function, int replicas, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Function {Function}: {Warning}")]
    public static partial void LabelUnread(ILogger logger, FunctionName function, string warning);

    [LoggerMessage(5, LogLevel.Warning, "Function {Function} keeps its replicas: {Fault}")]
    public static partial void LoadUnknown(ILogger logger, FunctionName function, string fault);

    [LoggerMessage(6, LogLevel.Error, "The functions could not be scaled this time.")]
    public static partial void RoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "Which functions are at zero could not be read.")]
    public static partial void ZeroUnread(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "The loads of functions are read from {Address}.")]
    public static partial void ReadsPrometheus(ILogger logger, Uri address);

    [LoggerMessage(11, LogLevel.Debug, "Other gateways cannot be told of the calls here now: {Reason}")]
    public static partial void PeersAway(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Error, "Other gateways were not told of the calls here; it is tried again.")]
    public static partial void ReportFailed(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Information, "Gateway {Gateway} has told nothing of its calls for a minute; it counts as gone.")]
    public static partial void GatewayGone(ILogger logger, string gateway);

    // The provider itself warns of it.
    [LoggerMessage(10, LogLevel.Debug, "Nothing is scaled now: {Reason}")]
    public static partial void ProviderAway(ILogger logger, string reason);

    [LoggerMessage(9, LogLevel.Debug, "Scaling ends.")]
    public static partial void Ended(ILogger logger);
}
