using Connectors.Core.Providers;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Answers;

/// <summary>What a provider said, as a status: clients accept 200 and 202 for success, never 201 or 204.</summary>
internal static class ProviderAnswer
{
    public static Task Write(HttpContext context, ProviderResult result)
    {
        if (result.Outcome != ProviderOutcome.Accepted)
            return PlainAnswer.Write(context, StatusOf(result.Outcome), result.Reason ?? "refused by the provider");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static int StatusOf(ProviderOutcome outcome) => outcome switch
    {
        ProviderOutcome.AlreadyExists => StatusCodes.Status409Conflict,
        ProviderOutcome.NotFound => StatusCodes.Status404NotFound,
        ProviderOutcome.Refused => StatusCodes.Status400BadRequest,
        ProviderOutcome.Unsupported => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };
}
