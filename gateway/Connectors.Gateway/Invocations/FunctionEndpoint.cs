using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Tracing;
using Connectors.Gateway.Access.Functions;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Bodies;
using Connectors.Gateway.Invocations.Grpc;
using Connectors.Gateway.Invocations.Whole;
using Connectors.Gateway.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Invocations;

/// <summary>Any verb on <c>/function/{name[.namespace]}[/path][?query]</c>, and calls of gRPC.</summary>
internal sealed class FunctionEndpoint(
    InvocationPath path, FunctionGuard guard, IHttpForwarder forwarder, UpstreamClient client, GatewaySettings settings, FaultAnswers faults, TimeProvider time,
    ILogger<FunctionEndpoint> logger)
{
    private readonly ForwardingKinds kinds = new(settings.UpstreamTimeout);
    private const string Verbs = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /// <summary>How large a body may be.</summary>
    public RequestBodyRule BodyRule { get; } = new(settings.MaxSyncBodyBytes.Bytes == 0 ? null : settings.MaxSyncBodyBytes.Bytes, Streams: true, "gateway.max-sync-body-bytes allows");

    /// <summary>A call whose path is all the function's, which its metadata or authority names.</summary>
    public async Task InvokeGrpcAsync(HttpContext context)
    {
        var identity = CallIdentity.Of(context.Request.Headers, time);
        identity.WriteTo(context.Response.Headers);
        if (GrpcCall.TryName(context.Request, settings.FunctionNamespace, out var function, out var fault))
            await CallAsync(context, function, context.Features.Get<IHttpRequestFeature>()!.RawTarget, identity);
        else
            await GrpcAnswer.Write(context, StatusCodes.Status404NotFound, fault);
    }

    public Task InvokeAsync(HttpContext context)
    {
        var identity = CallIdentity.Of(context.Request.Headers, time);
        identity.WriteTo(context.Response.Headers);
        if (!IsVerb(context.Request.Method) && !ForwardingKinds.IsWebSocketOverHttp2(context))
        {
            context.Response.Headers.Allow = Verbs;
            return PlainAnswer.Write(context, StatusCodes.Status405MethodNotAllowed, $"functions do not take {context.Request.Method}");
        }
        if (!FunctionTarget.TryRead(context, "/function/", out var target))
            return PlainAnswer.Write(context, StatusCodes.Status404NotFound, "this path names no function");
        return target.TryName(settings.FunctionNamespace, out var function, out var fault)
            ? CallAsync(context, function, target.Rest, identity)
            : PlainAnswer.Write(context, StatusCodes.Status404NotFound, fault);
    }

    private async Task CallAsync(HttpContext context, FunctionName function, string rest, CallIdentity identity)
    {
        try
        {
            if (await guard.AdmitAsync(context, function) is { } refusal)
            {
                // Whatever its status says, the function has seen nothing of the call.
                context.Response.Headers[VerdictHeader.Name] = VerdictHeader.Text(InvokerVerdict.Unreachable);
                await refusal.WriteAsync(context);
                return;
            }
            using var span = GatewaySpans.Call(context, function, identity.CallId);
            using var whole = WholeRequest.Is(context) ? new WholeForwarding(context, function, rest, identity, span, client, settings, time) : null;
            var forwarding = whole ?? (IForwarding)new HttpForwarding(context, function, new FunctionTransformer(rest, identity, span), forwarder, client, kinds, time);
            if (whole is not null && await whole.TakeAsync(context.RequestAborted) is { } untaken)
            {
                await FailAsync(context, function, identity, untaken);
                return;
            }
            using var call = await path.RunAsync(function, forwarding, context.RequestAborted);
            span?.Answered(call.Status, errorFrom: 500);
            if (call.Failure is { } failure)
                await FailAsync(context, function, identity, failure);
        }
        catch (ProviderUnavailableException away)
        {
            await FailAsync(context, function, identity, CallFailures.ProviderAway(function, away));
        }
        catch (Exception exception) when (FaultAnswers.CanAnswer(context, exception))
        {
            await faults.AnswerAsync(context, exception);
        }
    }

    private Task FailAsync(HttpContext context, FunctionName function, CallIdentity identity, CallFailure failure)
    {
        if (failure.Status >= 500)
            Log.CallFailed(logger, identity.CallId, function.ToString(), failure.Line);
        if (!context.Response.HasStarted)
        {
            // The forwarder may have taken all headers back.
            identity.WriteTo(context.Response.Headers);
            context.Response.Headers[VerdictHeader.Name] = VerdictHeader.Text(failure.Verdict);
        }
        return AnswerAsync(context, failure);
    }

    private static Task AnswerAsync(HttpContext context, CallFailure failure)
    {
        if (GrpcCall.Is(context.Request))
            return GrpcAnswer.Write(context, failure.Status, failure.Line);
        return failure.RetryAfter is { } after ? PlainAnswer.WriteRetry(context, failure.Status, failure.Line, after) : PlainAnswer.Write(context, failure.Status, failure.Line);
    }

    private static bool IsVerb(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS";
}
