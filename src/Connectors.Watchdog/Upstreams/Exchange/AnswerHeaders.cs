using System.Text;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>Carries an answer's status and end-to-end headers to the caller.</summary>
internal static class AnswerHeaders
{
    // Nearly every answer has some of these, for which no text need be made.
    private static readonly string[] Usual =
        ["Date", "Server", "Content-Type", "Content-Length", "Cache-Control", "ETag", "Vary", "Location", "Set-Cookie", "X-Powered-By", "Last-Modified", "Content-Encoding", "Connection", "Keep-Alive", "X-Duration-Seconds"];

    /// <param name="head">What the head means.</param>
    /// <param name="bytes">The head itself.</param>
    /// <param name="context">Whose answer it is.</param>
    public static void Copy(AnswerHead head, ReadOnlySpan<byte> bytes, HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = head.Status;
        var known = ReasonPhrases.GetReasonPhrase(head.Status);
        var reason = AnswerHead.Reason(bytes);
        if (!Ascii.Equals(reason, known))
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = Encoding.Latin1.GetString(reason);
        var named = HopHeaders.Named(head.Connection);
        var lines = AnswerHead.Headers(bytes);
        while (lines.Next())
        {
            var name = NameOf(lines.Name);

            // Only the watchdog speaks for the watchdog; and what frames the body is said by the server here.
            if (HopHeaders.Contains(name) || named.Contains(name) || Is(name, PlainAnswer.InternalHeader) || Is(name, "Content-Length"))
                continue;
            response.Headers.Append(name, new StringValues(Encoding.Latin1.GetString(lines.Value)));
        }
        if (head.Length is { } length && head.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status101SwitchingProtocols))
            response.ContentLength = length;
    }

    private static string NameOf(ReadOnlySpan<byte> name)
    {
        foreach (var usual in Usual)
        {
            if (usual.Length == name.Length && Ascii.EqualsIgnoreCase(name, usual))
                return usual;
        }
        return Encoding.Latin1.GetString(name);
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
