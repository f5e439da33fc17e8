using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Answers;

/// <summary>Turns what an endpoint throws, and requests no endpoint takes, into answers of one line.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultAnswers faults)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AnswersItsFaults>() is null ? GuardAsync(context) : next(context);

    private async Task GuardAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await Explain(context);
        }
        catch (Exception exception) when (FaultAnswers.CanAnswer(context, exception))
        {
            await faults.AnswerAsync(context, exception);
        }
    }

    private static Task Explain(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null)
            return Task.CompletedTask;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => PlainAnswer.Write(context, 404, $"there is nothing at {context.Request.Path}"),
            StatusCodes.Status405MethodNotAllowed => PlainAnswer.Write(context, 405, $"{context.Request.Path} does not take {context.Request.Method}"),
            _ => Task.CompletedTask,
        };
    }
}
