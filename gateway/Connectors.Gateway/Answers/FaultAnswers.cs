using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Answers;

/// <summary>What callers are told of an exception, and what the log. Thread-safe.</summary>
internal sealed class FaultAnswers(ILogger<FaultMiddleware> logger)
{
    /// <summary>False when an answer is under way and the exception says nothing about the caller or what the gateway depends on.</summary>
    public static bool CanAnswer(HttpContext context, Exception exception) =>
        !context.Response.HasStarted
        || context.RequestAborted.IsCancellationRequested
        || exception is QueueUnavailableException or InvocationTooLargeException or ProviderUnavailableException or BadHttpRequestException;

    /// <summary>Answers in one line; an answer under way is left, or cut where the request was at fault.</summary>
    public Task AnswerAsync(HttpContext context, Exception exception)
    {
        var request = context.Request;
        switch (exception)
        {
            case QueueUnavailableException away:
                Log.QueueUnavailable(logger, request.Method, request.Path, away.Message);
                return PlainAnswer.WriteRetry(context, StatusCodes.Status503ServiceUnavailable, away.Message, away.RetryAfter);
            case InvocationTooLargeException:
                // Bodies of any size the gateway takes are stored apart: what is left to be too large is the headers.
                Log.BadRequest(logger, request.Method, request.Path, exception.Message);
                return PlainAnswer.Write(context, StatusCodes.Status431RequestHeaderFieldsTooLarge, exception.Message);
            case ProviderUnavailableException away:
                Log.ProviderUnavailable(logger, request.Method, request.Path, away.Message);
                if (away.RetryAfter is { } after)
                    return PlainAnswer.WriteRetry(context, StatusCodes.Status503ServiceUnavailable, away.Message, after);
                return PlainAnswer.Write(context, away.IsTimeout ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway, away.Message);
            case BadHttpRequestException fault:
                Log.BadRequest(logger, request.Method, request.Path, fault.Message);
                return Refuse(context, fault);
            case var _ when context.RequestAborted.IsCancellationRequested:
                Log.CallerGone(logger, request.Method, request.Path, exception.Message);
                return Task.CompletedTask;
            default:
                Log.Failed(logger, request.Method, request.Path, exception);
                return PlainAnswer.Write(context, StatusCodes.Status500InternalServerError, "the gateway failed to handle this request; its log says why");
        }
    }

    private static Task Refuse(HttpContext context, BadHttpRequestException exception)
    {
        if (context.Response.HasStarted)
            context.Abort();
        else
            context.Response.Headers.Connection = "close";
        return PlainAnswer.Write(context, exception.StatusCode, exception.Message);
    }
}
