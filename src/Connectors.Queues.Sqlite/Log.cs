using Microsoft.Extensions.Logging;

namespace Connectors.Queues.Sqlite;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The embedded queue is open at {Path}: {Waiting} invocations wait, {Dead} are dead letters")]
    public static partial void Opened(ILogger logger, string path, long waiting, long dead);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} invocations were running when the last process ended; they run again")]
    public static partial void LeasesLost(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of invocation {CallId} was lost: the worker did not report back")]
    public static partial void LeaseLost(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue's store {Path} is unavailable; what was to be stored is refused until it is back")]
    public static partial void StoreUnavailable(ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Write} failed and is not stored")]
    public static partial void WriteFailed(ILogger logger, string write, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} must wait: the store is unavailable")]
    public static partial void Postponed(ILogger logger, string work, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed; it is tried again")]
    public static partial void BackgroundFailed(ILogger logger, string work, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} body files that belong to no invocation")]
    public static partial void OrphansRemoved(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The body file {File} cannot be removed; the next sweep tries again")]
    public static partial void BodyNotRemoved(ILogger logger, string file, Exception exception);
}
