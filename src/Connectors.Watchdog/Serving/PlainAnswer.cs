using System.Text;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Serving;

/// <summary>Short answers of the watchdog's own.</summary>
internal static class PlainAnswer
{
    /// <summary>Answers with a line of text; breaks the connection off when another answer has begun.</summary>
    public static Task WriteAsync(HttpContext context, int status, string text)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        if (status is StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        if (status is StatusCodes.Status408RequestTimeout)
            context.Response.Headers.Connection = "close";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
