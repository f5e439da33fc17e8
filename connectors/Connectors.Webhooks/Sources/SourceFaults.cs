using System.Buffers;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Sources;

/// <summary>What can be wrong with one source's settings.</summary>
internal static class SourceFaults
{
    private const int MostAMinute = 10_000_000;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> HeaderCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    public static string Key(string source, string setting) => $"{WebhooksSettings.Section}.{source}.{setting}";

    public static IEnumerable<string> Of(string name, WebhookSourceSettings source)
    {
        if (name.Length is 0 or > 63 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            yield return $"{WebhooksSettings.Section}: the source name '{name}' is not valid; use 1 to 63 letters, digits, '-' and '_'";
        if (source.Kind.Length == 0)
            yield return $"{Key(name, "kind")} is missing; set it to {WebhookSourceSettings.Kinds}";
        if (string.IsNullOrWhiteSpace(source.SecretFile))
            yield return $"{Key(name, "secret-file")} is missing; name a file that holds the secret";
        if (source.MaxBodyBytes.Bytes is <= 0 or > int.MaxValue / 2)
            yield return $"{Key(name, "max-body-bytes")} {source.MaxBodyBytes} is out of range; use 1B to {int.MaxValue / 2}B";
        if (source.Topic.Length > 0 && TopicName.Fault(source.Topic) is { } topic)
            yield return $"{Key(name, "topic")}: {topic}";
        if (source.Prefix.AsSpan().ContainsAnyExceptInRange('!', '~'))
            yield return $"{Key(name, "prefix")} has characters that a header cannot carry; use visible ASCII characters";
        if (source.Tolerance < TimeSpan.FromSeconds(1) || source.Tolerance > TimeSpan.FromDays(1))
            yield return $"{Key(name, "tolerance")} must be between 1s and 24h; the default is 5m";
        if (source.RateLimit is < 0 or > MostAMinute)
            yield return $"{Key(name, "rate-limit")} {source.RateLimit} is out of range; use 1 to {MostAMinute} deliveries a minute, or 0 for any number";
        if (source.RateBurst is < 0 or > MostAMinute)
            yield return $"{Key(name, "rate-burst")} {source.RateBurst} is out of range; use 1 to {MostAMinute}, or 0";
        foreach (var origin in source.AllowedOrigins)
        {
            if (origin != "*" && Uri.CheckHostName(origin) == UriHostNameType.Unknown)
                yield return $"{Key(name, "allowed-origins")} '{origin}' is not a host's name; write for example eventemitter.example.com, or * for any";
        }
        foreach (var (setting, header) in Headers(source))
        {
            if (header.Length == 0 || header.AsSpan().ContainsAnyExcept(HeaderCharacters))
                yield return $"{Key(name, setting)} '{header}' is not a header's name; use letters, digits and '-'";
        }
    }

    private static IEnumerable<(string Setting, string Header)> Headers(WebhookSourceSettings source)
    {
        if (source.Header.Length > 0)
            yield return ("header", source.Header);
        if (source.IdHeader.Length > 0)
            yield return ("id-header", source.IdHeader);
        foreach (var header in source.PassHeaders)
            yield return ("pass-headers", header);
    }
}
