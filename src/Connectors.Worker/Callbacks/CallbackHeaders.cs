using System.Buffers;
using Connectors.Core.Invocations;

namespace Connectors.Worker.Callbacks;

/// <summary>Which of a function's response headers go along with its result, and in which form.</summary>
internal static class CallbackHeaders
{
    // Hop-by-hop, recomputed, or said by the worker itself.
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Content-Length", "Host", "Expect", "User-Agent",
        "X-Call-Id", "X-Function-Name", "X-Function-Status", "X-Duration-Seconds", "X-Retry", "X-Retry-Max", "X-Correlation-Id",
        "webhook-id", "webhook-timestamp", "webhook-signature",
        // A target that is a gateway would take these as orders: a function's answer must not make calls of its own.
        "X-Callback-Url", "X-Delay", "X-Not-Before", "X-Ordering-Key", "Idempotency-Key", "Authorization", "Cookie",
    };

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Adds what may pass to a request; a header that could break the message is left out.</summary>
    public static void Copy(InvocationHeaders headers, HttpRequestMessage request)
    {
        var named = ConnectionNames(headers);
        foreach (var (name, value) in headers)
        {
            if (Kept.Contains(name) || named.Contains(name) || !IsToken(name) || !IsValue(value))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>True when a header can carry the text.</summary>
    public static bool IsValue(string value)
    {
        foreach (var character in value)
        {
            // Bytes above ASCII travel as they came; what is no byte cannot.
            if (character > 0xff || (char.IsControl(character) && character != '\t'))
                return false;
        }
        return true;
    }

    private static HashSet<string> ConnectionNames(InvocationHeaders headers)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
                names.UnionWith(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        return names;
    }
}
