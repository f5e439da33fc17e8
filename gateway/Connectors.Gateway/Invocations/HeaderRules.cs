using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Connectors.Gateway.Invocations;

/// <summary>Which headers travel, and in what form.</summary>
internal static class HeaderRules
{
    public const string CallId = "X-Call-Id";
    public const string CorrelationId = "X-Correlation-Id";
    public const string StartTime = "X-Start-Time";
    public const string ServedBy = "X-Served-By";
    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedHost = "X-Forwarded-Host";

    private static readonly FrozenSet<string> hopByHop = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for headers that belong to one connection and not to the message.</summary>
    public static bool IsHopByHop(string name) => hopByHop.Contains(name);

    /// <summary>True for headers that name the message's frame, which is made anew for each connection.</summary>
    public static bool IsFraming(string name) =>
        IsHopByHop(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);

    /// <summary>The content type of an answer that names none: the request's, else plain text.</summary>
    public static string ContentType(string? ofRequest) => string.IsNullOrEmpty(ofRequest) ? "text/plain" : ofRequest;

    /// <summary>Answers that have no content to name a type of.</summary>
    public static bool HasNoContent(int status) => status is < 200 or 204 or 304;

    /// <summary>Answers that the server lets have no content, whatever a function says.</summary>
    public static bool MayNotHaveBody(int status) => status is 204 or 205;

    /// <summary>Methods whose requests say how long their body is also when there is none.</summary>
    public static bool AnnouncesBody(string method) => method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>A value as a header can carry it: line breaks, other control characters and what Latin-1 lacks are percent-encoded.</summary>
    public static string Value(string value) => value.All(IsCarried) ? value : Encode(value, IsCarried);

    /// <summary>A value as every store and header can carry it: visible ASCII.</summary>
    public static string Ascii(string value) => value.All(IsVisibleAscii) ? value : Encode(value, IsVisibleAscii);

    /// <summary>True for a header name (a token).</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(tokens);

    private static readonly System.Buffers.SearchValues<char> tokens =
        System.Buffers.SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static bool IsCarried(char letter) => letter == '\t' || (letter is >= ' ' and <= '\u00ff' && !char.IsControl(letter));

    private static bool IsVisibleAscii(char letter) => letter is >= ' ' and <= '~';

    private static string Encode(string value, Func<char, bool> stays)
    {
        var encoded = new StringBuilder(value.Length + 16);
        Span<byte> octets = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsBmp && stays((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }
            foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
                encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }
}
