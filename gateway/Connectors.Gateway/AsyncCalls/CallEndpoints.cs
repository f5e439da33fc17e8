using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Access;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.AsyncCalls;

/// <summary>
/// What may be asked of an asynchronous call by its id: its story, its result, its end. Open to callers with credentials, and to those
/// who know an id that the hub gave, which nobody can guess.
/// </summary>
internal sealed class CallEndpoints(IServiceProvider services, IFunctionCatalogue catalogue, Gatekeeper gatekeeper, GatewaySettings settings)
{
    private readonly IInvocationRecords records = services.GetRequiredService<IInvocationRecords>();

    /// <summary>Any verb but POST.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } record)
        {
            await WriteNoCall(context);
            return;
        }
        if (record.CallIdChosenByCaller && await gatekeeper.AdmitAsync(context, RoleRequired.Of(context)) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }
        await Answer(context, record);
    }

    private Task Answer(HttpContext context, InvocationRecord record) =>
        (context.Request.Method, context.Request.RouteValues["rest"] as string) switch
        {
            ("GET", null or "") => JsonAnswer.Write(context, record, QueueJson.Default.InvocationRecord),
            ("GET", "result") => WriteResult(context, record),
            ("DELETE", null or "") => Cancel(context, record),
            (_, null or "" or "result") => WriteWrongVerb(context, "GET, DELETE"),
            _ => PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"call {record.CallId} has a story and /result, nothing else"),
        };

    private async ValueTask<InvocationRecord?> FindAsync(HttpContext context) =>
        CallId.TryParse(context.Request.RouteValues["name"] as string, out var id) ? await records.GetAsync(id, context.RequestAborted) : null;

    private async Task WriteResult(HttpContext context, InvocationRecord record)
    {
        if (await records.GetResultAsync(CallId.Parse(record.CallId), context.RequestAborted) is not { } result
            || !await ResultAnswer.TryWrite(context, record, result))
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, record.State switch
            {
                InvocationState.Queued or InvocationState.Running or InvocationState.Retrying => $"call {record.CallId} has no result yet",
                _ => $"call {record.CallId} has no result: none was kept, or it has expired",
            });
    }

    private async Task Cancel(HttpContext context, InvocationRecord record)
    {
        var id = CallId.Parse(record.CallId);
        var outcome = await records.CancelAsync(id, context.RequestAborted);
        var state = outcome == CancelOutcome.AlreadyEnded ? (await records.GetAsync(id, context.RequestAborted))?.State : null;
        if (outcome == CancelOutcome.Unknown)
            await WriteNoCall(context);
        else if (outcome == CancelOutcome.Cancelled || state == InvocationState.Cancelled)
            await ProviderAnswer.Write(context, ProviderResult.Accepted);
        else
            await PlainAnswer.Write(context, StatusCodes.Status409Conflict, $"call {record.CallId} has ended already");
    }

    private async Task WriteNoCall(HttpContext context)
    {
        var text = context.Request.RouteValues["name"] as string;
        if (FunctionName.TryParse(text, out var function, settings.FunctionNamespace)
            && await catalogue.GetAsync(function, context.RequestAborted) is not null)
            await WriteWrongVerb(context, "POST");
        else
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, "this path names neither a call nor a function");
    }

    private static Task WriteWrongVerb(HttpContext context, string verbs)
    {
        context.Response.Headers.Allow = verbs;
        return PlainAnswer.Write(context, StatusCodes.Status405MethodNotAllowed, $"this takes {verbs}, not {context.Request.Method}");
    }
}
