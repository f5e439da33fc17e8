using System.Diagnostics;
using System.Net.Http.Headers;
using Connectors.Core.Tracing;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations;

/// <summary>The headers of an invocation, towards the function.</summary>
internal static class CallHeaders
{
    /// <summary>Sets them beside the caller's own; what says who called and for which host, only when absent.</summary>
    public static void Set(HttpRequestHeaders headers, HttpContext context, CallIdentity identity, Activity? span)
    {
        Replace(headers, HeaderRules.CallId, identity.CallId);
        Replace(headers, HeaderRules.StartTime, identity.StartTime);
        if (identity.CorrelationId is not null && !headers.NonValidated.Contains(HeaderRules.CorrelationId))
            Replace(headers, HeaderRules.CorrelationId, identity.CorrelationId);
        if (!headers.NonValidated.Contains(HeaderRules.ForwardedFor) && RemoteAddress.Of(context) is { } caller)
            Replace(headers, HeaderRules.ForwardedFor, caller);
        if (!headers.NonValidated.Contains(HeaderRules.ForwardedHost) && context.Request.Host.HasValue)
            Replace(headers, HeaderRules.ForwardedHost, context.Request.Host.Value);
        if (span is null)
            return;
        Replace(headers, TraceHeaders.Parent, span.Id);
        Replace(headers, TraceHeaders.State, span.TraceStateString);
    }

    private static void Replace(HttpRequestHeaders headers, string name, string? value)
    {
        headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
            headers.TryAddWithoutValidation(name, value);
    }
}
