using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Audit;

/// <summary>What stands in the log under <see cref="AuditTrail.Category"/>.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(1, LogLevel.Information, "{Who} ({By}) from {From}: {Method} {Path} {Namespace}/{Name} answered {Status} after {Seconds:0.000} s")]
    public static partial void Called(ILogger logger, string who, string by, string from, string method, string path, string? @namespace, string? name, int status, double seconds);

    [LoggerMessage(2, LogLevel.Debug, "{Who} ({By}) from {From}: {Method} {Path} answered {Status}")]
    public static partial void CheckpointWritten(ILogger logger, string who, string by, string from, string method, string path, int status);

    [LoggerMessage(3, LogLevel.Error, "{File} cannot be written, so calls are told here alone until it can: {Reason}")]
    public static partial void Unwritten(ILogger logger, string file, string reason);
}
