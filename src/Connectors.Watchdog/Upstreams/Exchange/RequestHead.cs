using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>The head of a request as HTTP/1.1 writes it; values pass byte by byte.</summary>
internal static class RequestHead
{
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> EndsOfLines = SearchValues.Create("\r\n\0");

    /// <summary>Writes everything up to the empty line.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="context">The caller's request.</param>
    /// <param name="address">The upstream.</param>
    /// <param name="framing">How long the body is.</param>
    /// <param name="upgrade">The protocol that is asked for; null: none.</param>
    public static void Write(IBufferWriter<byte> to, HttpContext context, Uri address, RequestFraming framing, string? upgrade)
    {
        var request = context.Request;
        Text(to, request.Method);
        to.Write(" "u8);
        WriteTarget(to, context, address);
        to.Write(" HTTP/1.1\r\n"u8);
        Line(to, "Host", request.Headers.Host is [{ Length: > 0 } host, ..] ? host : address.Authority);
        WriteHeaders(to, request.Headers);
        if (framing.IsChunked)
            to.Write("Transfer-Encoding: chunked\r\n"u8);
        else if (framing.Length is { } length)
            Line(to, "Content-Length", length.ToString(CultureInfo.InvariantCulture));
        if (upgrade is not null)
        {
            to.Write("Connection: Upgrade\r\n"u8);
            Line(to, "Upgrade", upgrade);
        }
        to.Write("\r\n"u8);
    }

    // What the caller has written reaches the upstream letter by letter; only an absolute form is reduced to its path.
    private static void WriteTarget(IBufferWriter<byte> to, HttpContext context, Uri address)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = raw.StartsWith('/') ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        if (address.AbsolutePath is { Length: > 1 } prefix)
            Text(to, prefix.TrimEnd('/'));
        if (!target.StartsWith('/'))
            to.Write("/"u8);
        Text(to, target);
    }

    private static void WriteHeaders(IBufferWriter<byte> to, IHeaderDictionary headers)
    {
        var named = HopHeaders.Named(headers.Connection);
        foreach (var (name, values) in headers)
        {
            // The length belongs to the body's own framing, and the server here has answered the expectation.
            if (HopHeaders.Contains(name) || named.Contains(name) || Is(name, "Host") || Is(name, "Content-Length") || Is(name, "Expect") || name.AsSpan().ContainsAnyExcept(NameLetters))
                continue;
            if (values.Count == 1)
                Line(to, name, values.ToString());
            else if (values.Count > 1)
                Line(to, name, string.Join(Is(name, "Cookie") ? "; " : ", ", values.ToArray()));
        }
    }

    private static void Line(IBufferWriter<byte> to, string name, string value)
    {
        if (value.AsSpan().ContainsAny(EndsOfLines))
            throw new BadHttpRequestException($"The header {name} holds the end of a line.");
        Text(to, name);
        to.Write(": "u8);
        Text(to, value);
        to.Write("\r\n"u8);
    }

    private static void Text(IBufferWriter<byte> to, string text)
    {
        var count = Encoding.Latin1.GetBytes(text, to.GetSpan(text.Length));
        to.Advance(count);
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How a request's body is told to the upstream; neither: there is none, and nothing is said.</summary>
/// <param name="Length">Its length.</param>
/// <param name="IsChunked">It comes in chunks.</param>
internal readonly record struct RequestFraming(long? Length, bool IsChunked);
