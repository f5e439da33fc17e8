using System.Globalization;
using Connectors.Core.Invocations;

namespace Connectors.Worker.Invocations;

/// <summary>The call of one attempt: what was queued, and headers that say which attempt it is.</summary>
internal static class AttemptRequest
{
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Call-Id", "X-Start-Time", "X-Retry", "X-Retry-Max", "X-Correlation-Id",
    };

    /// <param name="invocation">What was queued.</param>
    /// <param name="attempt">1 for the first.</param>
    /// <param name="policy">Says how many attempts there may be.</param>
    public static InvokerRequest Of(Invocation invocation, int attempt, RetryPolicy policy)
    {
        var headers = new InvocationHeaders();
        foreach (var header in invocation.Headers)
        {
            // A correlation id that the caller sent stays unless we have one to tell.
            if (!Ours.Contains(header.Key) || (invocation.CorrelationId is null && header.Key.Equals("X-Correlation-Id", StringComparison.OrdinalIgnoreCase)))
                headers.Add(header);
        }
        headers.Add("X-Call-Id", invocation.CallId.ToString());
        headers.Add("X-Start-Time", UnixNanoseconds(invocation.AcceptedAt));
        headers.Add("X-Retry", Number(attempt - 1));
        headers.Add("X-Retry-Max", Number(policy.MaxAttempts - 1));
        if (invocation.CorrelationId is { } correlation)
            headers.Add("X-Correlation-Id", correlation);
        return new InvokerRequest
        {
            Function = invocation.Function,
            Method = invocation.Method,
            PathAndQuery = invocation.PathAndQuery,
            Headers = headers,
            Body = WatchedBody.Watch(invocation.Body),
        };
    }

    public static string UnixNanoseconds(DateTimeOffset time) =>
        ((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100).ToString(CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
