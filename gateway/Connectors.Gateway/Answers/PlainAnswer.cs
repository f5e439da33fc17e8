using System.Globalization;
using System.Text;
using Connectors.Gateway.Bodies;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Answers;

/// <summary>The gateway's own words: one line of text, marked as the gateway's and not a function's.</summary>
internal static class PlainAnswer
{
    /// <summary>The header of every error that is the gateway's own.</summary>
    public const string InternalHeader = "X-OpenFaaS-Internal";

    // What is wrong may quote what was sent.
    private const int LongestLine = 4096;

    // A body this small is quicker read and dropped than a connection made anew.
    private const long WorthDraining = 64 << 10;

    /// <summary>Writes an error; does nothing when an answer is under way.</summary>
    public static Task Write(HttpContext context, int status, string line)
    {
        var response = context.Response;
        if (response.HasStarted)
            return Task.CompletedTask;
        var body = Encoding.UTF8.GetBytes(OneLine(line));
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers[InternalHeader] = "gateway";
        LeaveUnreadBody(context);
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>An error that tells when to try again.</summary>
    public static Task WriteRetry(HttpContext context, int status, string line, TimeSpan after)
    {
        TellWhen(context, after);
        return Write(context, status, line);
    }

    /// <summary>When to try again, in whole seconds and never at once; does nothing when an answer is under way.</summary>
    public static void TellWhen(HttpContext context, TimeSpan after)
    {
        if (!context.Response.HasStarted)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Closes the connection after the answer rather than reading on through a large or endless body nobody wants.</summary>
    public static void LeaveUnreadBody(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol)
            && (context.Request.ContentLength > WorthDraining || context.Request.Body is StallingBody { IsAwaited: true } || context.Request.Headers.ContainsKey("Transfer-Encoding")))
            context.Response.Headers.Connection = "close";
    }

    private static string OneLine(string line) => WithoutBreaks(line.Length <= LongestLine ? line : string.Concat(line.AsSpan(0, LongestLine - 1), "…"));

    private static string WithoutBreaks(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0
            ? text
            : string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            });
}
