using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Tracing;

namespace Connectors.Worker.Callbacks;

/// <summary>The POST that reports a result.</summary>
internal static class CallbackRequest
{
    private static readonly string UserAgent = "connectors-worker/" + Version();

    /// <param name="delivery">What to report.</param>
    /// <param name="policy">The function's retry policy, for <c>X-Retry-Max</c>.</param>
    /// <param name="span">The try's; null when nobody listens, and the trace goes on as the result tells it.</param>
    public static HttpRequestMessage Of(CallbackDelivery delivery, RetryPolicy policy, Activity? span)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new CallbackContent(delivery.Result.Body) };
        var headers = span is null ? delivery.Result.Headers : new InvocationHeaders(delivery.Result.Headers);
        TraceHeaders.Set(headers, span);
        CallbackHeaders.Copy(headers, request);
        Set(request, "User-Agent", UserAgent);
        Set(request, "X-Call-Id", delivery.CallId.ToString());
        Set(request, "X-Function-Name", Name(delivery.Function));
        Set(request, "X-Function-Status", Number(delivery.Result.Status));
        Set(request, "X-Duration-Seconds", delivery.Result.Seconds.ToString("0.######", CultureInfo.InvariantCulture));
        Set(request, "X-Retry", Number(Math.Max(0, delivery.Attempts - 1)));
        Set(request, "X-Retry-Max", Number(policy.MaxAttempts - 1));
        if (delivery.CorrelationId is { } correlation)
            Set(request, "X-Correlation-Id", CallbackHeaders.IsValue(correlation) ? correlation : Uri.EscapeDataString(correlation));
        return request;
    }

    /// <summary>Adds the three headers of the Standard Webhooks specification.</summary>
    public static async ValueTask SignAsync(HttpRequestMessage request, CallbackDelivery delivery, IReadOnlyList<byte[]> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Set(request, "webhook-id", delivery.DeliveryId);
        Set(request, "webhook-timestamp", timestamp);
        Set(request, "webhook-signature", await CallbackSignature.SignAsync(keys, delivery.DeliveryId, timestamp, delivery.Result.Body, cancellationToken));
    }

    private static void Set(HttpRequestMessage request, string name, string value) => request.Headers.TryAddWithoutValidation(name, value);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // As a caller would write it: the default namespace goes without saying.
    private static string Name(FunctionName function) => function.Namespace == FunctionName.DefaultNamespace ? function.Name : function.ToString();

    private static string Version()
    {
        var version = typeof(CallbackRequest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        return version.Split('+')[0];
    }
}
