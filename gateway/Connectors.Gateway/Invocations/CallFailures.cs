using System.Net.Sockets;
using System.Security.Authentication;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Units;
using Connectors.Gateway.Invocations.Duplex;

namespace Connectors.Gateway.Invocations;

/// <summary>The failures of calls in words and codes, the same for every kind of caller.</summary>
internal static class CallFailures
{
    // A replica that starts, or starts again, has mostly done so by then.
    private static readonly TimeSpan startingTime = TimeSpan.FromSeconds(5);

    // Places become free all the time.
    private static readonly TimeSpan placeTime = TimeSpan.FromSeconds(1);

    public static CallFailure Unknown(FunctionName function) =>
        new(InvokerVerdict.UnknownFunction, 404, $"function {function} not found");

    /// <summary>Nobody can say where the function is.</summary>
    public static CallFailure ProviderAway(FunctionName function, ProviderUnavailableException cause) =>
        new(InvokerVerdict.Unreachable, cause.RetryAfter is not null ? 503 : cause.IsTimeout ? 504 : 502, $"function {function} cannot be found: {cause.Message}");

    public static CallFailure NoReplica(FunctionName function, FunctionEndpoints endpoints) =>
        new(InvokerVerdict.Unreachable, 503, endpoints switch
        {
            { NotReadyReason: { Length: > 0 } reason } => $"function {function} has no ready replica: {reason}",
            { Wanted: 0 } => $"function {function} is scaled to zero",
            _ => $"function {function} has no ready replica",
        })
        { RetryAfter = startingTime };

    /// <summary>As many calls are under way as the function's annotation allows.</summary>
    public static CallFailure Full(FunctionName function, int limit) =>
        new(InvokerVerdict.Unreachable, 429, $"function {function} has as many calls under way as its annotation {ConcurrencyLimit.Annotation} allows: {limit}") { RetryAfter = placeTime };

    /// <summary>The replica's watchdog has refused before the function saw anything.</summary>
    /// <param name="function">Which.</param>
    /// <param name="words">The watchdog's.</param>
    /// <param name="mayRepeat">Whether the request can be sent to another replica.</param>
    public static CallFailure Refused(FunctionName function, string words, bool mayRepeat) =>
        new(InvokerVerdict.Unreachable, 503, $"function {function} took no request: {words}", mayRepeat);

    public static CallFailure Silent(FunctionName function, TimeSpan patience) =>
        new(InvokerVerdict.Failed, 504, $"function {function} timed out: it sent nothing for {GoDuration.Format(patience)}");

    /// <summary>What an exception of the HTTP client means.</summary>
    /// <param name="function">Which.</param>
    /// <param name="exception">As the client threw it.</param>
    /// <param name="isWritten">Whether the request had been written to a connection: then the function may have run, whatever came after.</param>
    public static CallFailure Read(FunctionName function, Exception exception, bool isWritten = false) =>
        !isWritten && IsUnconnected(exception)
            ? new(InvokerVerdict.Unreachable, 502, $"function {function} took no connection: {Innermost(exception)}", MayTryAnotherReplica: true)
            : new(InvokerVerdict.Failed, 502, $"function {function} broke off before it answered: {Innermost(exception)}");

    /// <summary>Whether it says that no connection could be made.</summary>
    public static bool IsUnconnected(Exception exception) => exception switch
    {
        { InnerException: BrokenOffException } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } or AuthenticationException } => true,
        // Cancelled by nobody: the time allowed for connecting ran out.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
