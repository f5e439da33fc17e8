using Microsoft.Extensions.Primitives;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>Headers that belong to one connection and stay behind.</summary>
internal static class HopHeaders
{
    private static readonly HashSet<string> None = [];

    private static readonly HashSet<string> Always = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
    };

    /// <summary>Whether it belongs to the connection whatever the message says.</summary>
    public static bool Contains(string name) => Always.Contains(name);

    /// <summary>Those that the message itself says belong to the connection.</summary>
    public static HashSet<string> Named(StringValues connection)
    {
        if (connection.Count == 0 || connection is [{ Length: 0 }])
            return None;
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in connection)
        {
            foreach (var name in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                named.Add(name);
        }
        return named;
    }
}
