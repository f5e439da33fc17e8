using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Core.Tracing;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Invocations;

/// <summary>What changes between a caller's message and the function's: the address, and the headers of an invocation.</summary>
internal sealed class FunctionTransformer(string pathAndQuery, CallIdentity identity, Activity? span) : HttpTransformer
{
    /// <summary>Where the request goes.</summary>
    public Uri? Replica { get; set; }

    /// <summary>What the replica's watchdog said when it refused; null when it did not.</summary>
    public string? Refusal { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = FunctionUri.Make(Replica!, pathAndQuery);
        var headers = proxyRequest.Headers;
        headers.Host = null;
        // Answered here already: a function that does not know it would have its body held back.
        headers.ExpectContinue = null;
        headers.Remove("Expect");
        Set(HeaderRules.CallId, identity.CallId);
        Set(HeaderRules.StartTime, identity.StartTime);
        if (identity.CorrelationId is not null && !headers.NonValidated.Contains(HeaderRules.CorrelationId))
            Set(HeaderRules.CorrelationId, identity.CorrelationId);
        if (!headers.NonValidated.Contains(HeaderRules.ForwardedFor) && RemoteAddress.Of(httpContext) is { } caller)
            Set(HeaderRules.ForwardedFor, caller);
        if (!headers.NonValidated.Contains(HeaderRules.ForwardedHost) && httpContext.Request.Host.HasValue)
            Set(HeaderRules.ForwardedHost, httpContext.Request.Host.Value);
        if (span is not null)
        {
            Set(TraceHeaders.Parent, span.Id);
            Set(TraceHeaders.State, span.TraceStateString);
        }

        void Set(string name, string? value)
        {
            headers.Remove(name);
            if (!string.IsNullOrEmpty(value))
                headers.TryAddWithoutValidation(name, value);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        Refusal = proxyResponse is null ? null : await WatchdogRefusal.ReadAsync(proxyResponse, cancellationToken);
        if (Refusal is not null)
            return false;
        var copyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is null)
            return copyBody;
        var response = httpContext.Response;
        // Only the gateway speaks for the gateway.
        response.Headers.Remove(PlainAnswer.InternalHeader);
        response.Headers.Remove(VerdictHeader.Name);
        identity.WriteTo(response.Headers);
        if (string.IsNullOrEmpty(response.ContentType) && !HeaderRules.HasNoContent(response.StatusCode))
            response.ContentType = HeaderRules.ContentType(httpContext.Request.ContentType);
        return copyBody;
    }
}
