using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Answers;

/// <summary>Turns what an endpoint throws, and requests no endpoint takes, into answers of one line.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, ILogger<FaultMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await Explain(context);
        }
        catch (QueueUnavailableException exception)
        {
            Log.QueueUnavailable(logger, context.Request.Method, context.Request.Path, exception.Message);
            await PlainAnswer.WriteRetry(context, StatusCodes.Status503ServiceUnavailable, exception.Message, exception.RetryAfter);
        }
        catch (InvocationTooLargeException exception)
        {
            // Bodies of any size the gateway takes are stored apart: what is left to be too large is the headers.
            Log.BadRequest(logger, context.Request.Method, context.Request.Path, exception.Message);
            await PlainAnswer.Write(context, StatusCodes.Status431RequestHeaderFieldsTooLarge, exception.Message);
        }
        catch (ProviderUnavailableException exception)
        {
            Log.ProviderUnavailable(logger, context.Request.Method, context.Request.Path, exception.Message);
            await PlainAnswer.Write(context, exception.IsTimeout ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            Log.BadRequest(logger, context.Request.Method, context.Request.Path, exception.Message);
            await Refuse(context, exception);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            Log.CallerGone(logger, context.Request.Method, context.Request.Path, exception.Message);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.Failed(logger, context.Request.Method, context.Request.Path, exception);
            await PlainAnswer.Write(context, StatusCodes.Status500InternalServerError, "the gateway failed to handle this request; its log says why");
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
