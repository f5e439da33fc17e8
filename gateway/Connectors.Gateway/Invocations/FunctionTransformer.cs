using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Invocations.Duplex;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Invocations;

/// <summary>What changes between a caller's message and the function's: the address, and the headers of an invocation.</summary>
internal sealed class FunctionTransformer(string pathAndQuery, CallIdentity identity, Activity? span) : HttpTransformer
{
    /// <summary>Where the request goes.</summary>
    public Uri? Replica { get; set; }

    /// <summary>Ends the wait for an answer where only the answer is waited for.</summary>
    public SilenceTimer? Patience { get; set; }

    /// <summary>Whether the function's answer has begun; what happens to the rest of the request is then of no account.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>What the replica's watchdog said when it refused; null when it did not.</summary>
    public string? Refusal { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = FunctionUri.Make(Replica!, pathAndQuery);
        var headers = proxyRequest.Headers;
        headers.Host = null;
        RequestTrailers.Follow(proxyRequest, httpContext.Request);
        // The caller is told to go on when the function is; over HTTP/2, which can refuse at any time, nobody need wait.
        if (proxyRequest.Content is null || proxyRequest.Version.Major > 1)
            headers.Remove("Expect");
        CallHeaders.Set(headers, httpContext, identity, span);
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
        HasAnswer = true;
        Patience?.Rest();
        var response = httpContext.Response;
        // Only the gateway speaks for the gateway.
        response.Headers.Remove(PlainAnswer.InternalHeader);
        response.Headers.Remove(VerdictHeader.Name);
        identity.WriteTo(response.Headers);
        if (string.IsNullOrEmpty(response.ContentType) && !HeaderRules.HasNoContent(response.StatusCode))
            response.ContentType = HeaderRules.ContentType(httpContext.Request.ContentType);
        if (HeaderRules.MayNotHaveBody(response.StatusCode))
        {
            response.ContentLength = null;
            return false;
        }
        if (StreamStart.IsWanted(httpContext))
            await response.Body.FlushAsync(cancellationToken);
        return copyBody;
    }
}
