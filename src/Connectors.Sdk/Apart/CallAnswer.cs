using System.Net;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>
/// Reads a gateway's answer to a call: whose it is, and when it is not the function's, whether the function was reached. A gateway of
/// ours says so in <see cref="VerdictHeader"/>. Others mark what is not the function's with <c>X-OpenFaaS-Internal</c> and leave it to
/// the status. What bears no call id comes from neither, but from something in between, or somewhere else.
/// </summary>
internal static class CallAnswer
{
    private const string CallIdName = "X-Call-Id";
    private const int LongestLine = 512;

    /// <summary>The reply; it owns the answer, which is closed at once when it is not the function's.</summary>
    public static async Task<InvokerReply> ReadAsync(FunctionName function, string gateway, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        var isMarked = answer.Headers.NonValidated.Contains(GatewayHeaders.Internal);
        if (!isMarked && answer.Headers.NonValidated.Contains(CallIdName))
            return new InvokerReply(InvokerVerdict.Answered, status, GatewayHeaders.OfFunction(answer), await answer.Content.ReadAsStreamAsync(cancellationToken), null, answer);
        using (answer)
        {
            var verdict = isMarked ? Marked(answer) : Foreign(answer.StatusCode);
            var line = await LineAsync(answer, cancellationToken);
            var error = isMarked
                ? line.Length > 0 ? line : $"{gateway} answered {status} to a call of {function}"
                : $"{gateway} answered {status} to a call of {function} without a call id, as no gateway does: something stands in between, or it is none";
            return new InvokerReply(verdict, status, RetryAfter(answer), Stream.Null, error, null);
        }
    }

    private static InvokerVerdict Marked(HttpResponseMessage answer)
    {
        if (VerdictHeader.TryParse(GatewayHeaders.First(answer, VerdictHeader.Name), out var verdict))
            return verdict;
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => InvokerVerdict.UnknownFunction,
            // No replica, a watchdog that stops, a limit: the function has seen nothing of it.
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => InvokerVerdict.Unreachable,
            // It may have been reached: count the attempt, so that one that always fails is not tried for ever.
            _ => InvokerVerdict.Failed,
        };
    }

    // 502 and 504 of something in between do not tell how far the call came; all else cannot have come to a gateway.
    private static InvokerVerdict Foreign(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout ? InvokerVerdict.Failed : InvokerVerdict.Unreachable;

    private static InvocationHeaders RetryAfter(HttpResponseMessage answer) =>
        GatewayHeaders.First(answer, "Retry-After") is { } value ? new InvocationHeaders { { "Retry-After", value } } : [];

    private static async Task<string> LineAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestLine];
        try
        {
            await using var words = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var length = await words.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length).Trim();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return $"(and broke off: {broken.Message})";
        }
    }
}
