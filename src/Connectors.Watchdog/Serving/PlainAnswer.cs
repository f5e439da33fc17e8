using System.Text;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Serving;

/// <summary>Short answers of the watchdog's own.</summary>
internal static class PlainAnswer
{
    /// <summary>Says in its value <see cref="Watchdog"/> that a 503 is the watchdog's, and that the program has seen nothing of the request.</summary>
    public const string InternalHeader = "X-OpenFaaS-Internal";

    /// <summary>See <see cref="InternalHeader"/>.</summary>
    public const string Watchdog = "watchdog";

    /// <summary>Answers 503 in a way by which a gateway sees that the request may safely be sent again or elsewhere.</summary>
    public static Task RefuseAsync(HttpContext context, string text)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[InternalHeader] = Watchdog;
            return Task.CompletedTask;
        });
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, text);
    }

    /// <summary>Answers with a line of text; breaks the connection off when another answer has begun.</summary>
    public static Task WriteAsync(HttpContext context, int status, string text, (string Name, string Value)? header = null)
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
        if (header is var (name, value))
            context.Response.Headers[name] = value;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
