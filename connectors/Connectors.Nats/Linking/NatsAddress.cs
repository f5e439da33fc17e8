namespace Connectors.Nats.Linking;

/// <summary>What <c>nats.url</c> says: one address, or several separated by commas. One may hold a name and a password, which are never shown.</summary>
internal static class NatsAddress
{
    public static bool AreLegal(string url) => Split(url) is { Length: > 0 } all
        && all.All(address => Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed is { Scheme: "nats" or "tls" or "ws" or "wss", Host.Length: > 0 });

    public static string Shown(string url) => string.Join(',', Split(url).Select(address => Uri.TryCreate(address, UriKind.Absolute, out var parsed) ? $"{parsed.Scheme}://{parsed.Authority}" : "…"));

    private static string[] Split(string url) => url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
