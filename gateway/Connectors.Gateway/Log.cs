using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway;

/// <summary>What the gateway writes to its log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void Failed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} refused: {Reason}")]
    public static partial void QueueUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(3, LogLevel.Debug, "{Method} {Path} was a bad request: {Reason}")]
    public static partial void BadRequest(ILogger logger, string method, string path, string reason);

    [LoggerMessage(4, LogLevel.Debug, "The caller of {Method} {Path} went away: {Reason}")]
    public static partial void CallerGone(ILogger logger, string method, string path, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Call {CallId} of {Function}: {Line}")]
    public static partial void CallFailed(ILogger logger, string callId, string function, string line);

    [LoggerMessage(6, LogLevel.Warning, "The numbers of functions could not be read for the metrics.")]
    public static partial void NumbersUnread(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "{Method} {Path} not answered: {Reason}")]
    public static partial void ProviderUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Client} has shown {Count} different wrong credentials; nothing it shows is looked at until {Window} have passed since the first.")]
    public static partial void LoginsPaused(ILogger logger, string client, int count, TimeSpan window);

    [LoggerMessage(10, LogLevel.Warning, "The issuer {Issuer} could not be asked for its keys; tokens signed by others than those known are answered 503 meanwhile: {Reason}")]
    public static partial void IssuerAway(ILogger logger, string issuer, string reason);

    [LoggerMessage(9, LogLevel.Warning, "The tokens in {File} cannot be read, those last read stay in force if there are any: {Reason}")]
    public static partial void TokensUnread(ILogger logger, string file, string reason);

    [LoggerMessage(12, LogLevel.Warning, "A part of the page for people is missing: {Part}.")]
    public static partial void PartMissing(ILogger logger, string part, Exception exception);

    [LoggerMessage(11, LogLevel.Warning, "Function {Function}: {Fault}; its calls are not limited.")]
    public static partial void LimitUnread(ILogger logger, string function, string fault);

    [LoggerMessage(14, LogLevel.Warning, "Function {Function} was deployed; {Remarks}")]
    public static partial void FieldsUnknown(ILogger logger, FunctionName function, string remarks);

    [LoggerMessage(15, LogLevel.Debug, "Which functions are gone cannot be told, their numbers stay meanwhile: {Reason}")]
    public static partial void GoneUnread(ILogger logger, string reason);

    [LoggerMessage(13, LogLevel.Information, "A call of function {Function} goes to {Replica}")]
    public static partial void CallGoes(ILogger logger, FunctionName function, Uri replica);
}
