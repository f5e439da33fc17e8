using System.Net.Http.Headers;
using System.Text;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>The head of a request that has a body, as HTTP/1.1 writes it. Values pass byte for byte.</summary>
internal static class RequestHead
{
    /// <exception cref="HttpRequestException">A value holds a line break, which would begin a header of its own.</exception>
    public static byte[] Of(HttpRequestMessage request)
    {
        var (address, content) = (request.RequestUri!, request.Content!);
        var head = new StringBuilder(512);
        head.Append(request.Method.Method).Append(' ').Append(address.PathAndQuery).Append(" HTTP/1.1\r\n");
        Line(head, "Host", request.Headers.Host ?? address.Authority);
        Lines(head, request.Headers.NonValidated);
        Lines(head, content.Headers.NonValidated);
        if (content.Headers.ContentLength is { } length)
            head.Append("Content-Length: ").Append(length).Append("\r\n");
        else
            Line(head, "Transfer-Encoding", "chunked");
        // The connection serves no second request: the function need not keep it.
        Line(head, "Connection", "close");
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static void Lines(StringBuilder head, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            if (HeaderRules.IsFraming(name))
                continue;
            foreach (var value in values)
                Line(head, name, value);
        }
    }

    private static void Line(StringBuilder head, string name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new HttpRequestException($"header {name} holds a line break");
        head.Append(name).Append(": ").Append(value).Append("\r\n");
    }
}
