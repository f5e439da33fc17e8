using Connectors.Core.Callbacks;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Core.Tracing;
using Connectors.Gateway.Access;
using Connectors.Gateway.Access.Functions;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.AsyncCalls;

/// <summary>
/// <c>POST /async-function/{name}</c>: refuses what cannot be run, queues the rest. 202 means stored; after any other answer nothing is queued.
/// </summary>
internal sealed class AsyncDoor(IServiceProvider services, IFunctionCatalogue catalogue, Gatekeeper gatekeeper, FunctionGuard guard, GatewaySettings settings, TimeProvider time)
{
    private readonly IInvocationQueue queue = services.GetRequiredService<IInvocationQueue>();
    private readonly CallbackAllowList allowed = services.GetService<CallbackAllowList>() ?? Anywhere();

    public async Task EnterAsync(HttpContext context)
    {
        var ofConnector = AsyncCallWishes.AreOfConnector(context.Request.Headers);
        if (ofConnector && await gatekeeper.AdmitAsync(context, AccessRole.Deploy) is { } stranger)
        {
            await stranger.WriteAsync(context);
            return;
        }
        if (context.Request.ContentLength > settings.MaxBodyBytes.Bytes)
        {
            await PlainAnswer.Write(context, StatusCodes.Status413PayloadTooLarge,
                $"the request body of {context.Request.ContentLength} bytes is larger than gateway.max-body-bytes, {settings.MaxBodyBytes}, allows");
            return;
        }
        if (await FindAsync(context) is not var (target, function))
            return;
        // A connector has shown that it is the gateway's own.
        if (!ofConnector && await guard.AdmitAsync(context, function.FullName) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }
        if (AsyncCallWishes.TryRead(context.Request.Headers, allowed, settings.MaxDelay, time.GetUtcNow(), out var wishes, out var fault))
            Accept(context, await EnqueueAsync(Invocation(context, target, function, wishes), context));
        else
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
    }

    // What is stored names this span as its caller, so that whatever becomes of the call is told under it.
    private async Task<EnqueueResult> EnqueueAsync(NewInvocation invocation, HttpContext context)
    {
        using var span = GatewaySpans.Enqueue(context, invocation.Queue, invocation.Function);
        TraceHeaders.Set(invocation.Headers, span);
        try
        {
            var stored = await queue.EnqueueAsync(invocation, context.RequestAborted);
            span?.Stored(stored);
            return stored;
        }
        catch (Exception exception)
        {
            span?.Failed(exception.GetType().Name);
            throw;
        }
    }

    private async ValueTask<(FunctionTarget, FunctionStatus)?> FindAsync(HttpContext context)
    {
        string? fault = "this path names no function";
        if (FunctionTarget.TryRead(context, "/async-function/", out var target)
            && target.TryName(settings.FunctionNamespace, out var name, out fault))
        {
            if (await catalogue.GetAsync(name, context.RequestAborted) is { } function)
                return (target, function);
            fault = CallFailures.Unknown(name).Line;
        }
        await PlainAnswer.Write(context, StatusCodes.Status404NotFound, fault ?? "this path names no function");
        return null;
    }

    private static NewInvocation Invocation(HttpContext context, FunctionTarget target, FunctionStatus function, AsyncCallWishes wishes)
    {
        var request = context.Request;
        return new NewInvocation
        {
            Queue = KnownAnnotations.QueueOf(function),
            Function = function.FullName,
            Method = request.Method,
            PathAndQuery = target.Rest,
            Headers = QueuedHeaders.Of(context),
            Body = request.ContentLength == 0 ? InvocationBody.Empty : InvocationBody.FromStream(request.Body, request.ContentLength),
            RequestedCallId = CallIdentity.Correlation(request.Headers[HeaderRules.CallId].ToString()),
            Deduplication = wishes.Deduplication,
            CallbackUrl = wishes.CallbackUrl,
            NotBefore = wishes.NotBefore,
            OrderingKey = wishes.OrderingKey,
            KeepResult = KnownAnnotations.Value(function.Annotations, KnownAnnotations.ResultStore) != "none",
        };
    }

    private static void Accept(HttpContext context, EnqueueResult accepted)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentLength = 0;
        new CallIdentity(accepted.CallId.ToString(), null, CallIdentity.UnixNanoseconds(accepted.AcceptedAt)).WriteTo(response.Headers);
        if (accepted.Duplicate)
            response.Headers["X-Duplicate"] = "true";
    }

    private static CallbackAllowList Anywhere() =>
        CallbackAllowList.TryParse(["*"], out var list, out var error) ? list : throw new InvalidOperationException(error);
}
