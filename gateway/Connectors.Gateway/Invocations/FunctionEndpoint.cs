using Connectors.Core.Invocations;
using Connectors.Core.Tracing;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Invocations;

/// <summary>Any verb on <c>/function/{name[.namespace]}[/path][?query]</c>.</summary>
internal sealed class FunctionEndpoint(
    InvocationPath path, IHttpForwarder forwarder, UpstreamClient client, GatewaySettings settings, TimeProvider time, ILogger<FunctionEndpoint> logger)
{
    private const string Verbs = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    public async Task InvokeAsync(HttpContext context)
    {
        var identity = CallIdentity.Of(context.Request.Headers, time);
        identity.WriteTo(context.Response.Headers);
        if (!IsVerb(context.Request.Method))
        {
            context.Response.Headers.Allow = Verbs;
            await PlainAnswer.Write(context, StatusCodes.Status405MethodNotAllowed, $"functions do not take {context.Request.Method}");
            return;
        }
        if (!FunctionTarget.TryRead(context, "/function/", out var target))
        {
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, "this path names no function");
            return;
        }
        if (!target.TryName(settings.FunctionNamespace, out var function, out var fault))
        {
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, fault);
            return;
        }
        using var span = GatewaySpans.Call(context, function, identity.CallId);
        var forwarding = new HttpForwarding(context, function, new FunctionTransformer(target.Rest, identity, span), forwarder, client, settings.UpstreamTimeout);
        using var call = await path.RunAsync(function, forwarding, context.RequestAborted);
        span?.Answered(call.Status, errorFrom: 500);
        if (call.Failure is not { } failure)
            return;
        if (failure.Status >= 500)
            Log.CallFailed(logger, identity.CallId, function.ToString(), failure.Line);
        if (!context.Response.HasStarted)
            context.Response.Headers[VerdictHeader.Name] = VerdictHeader.Text(failure.Verdict);
        await (failure.RetryAfter is { } after ? PlainAnswer.WriteRetry(context, failure.Line, after) : PlainAnswer.Write(context, failure.Status, failure.Line));
    }

    private static bool IsVerb(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS";
}
