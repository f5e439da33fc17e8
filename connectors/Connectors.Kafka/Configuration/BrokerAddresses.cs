namespace Connectors.Kafka.Configuration;

/// <summary>What <c>kafka.bootstrap-servers</c> says.</summary>
internal static class BrokerAddresses
{
    public static bool AreLegal(string addresses) => addresses.Split(',', StringSplitOptions.TrimEntries) is var all && all.All(IsLegal);

    // librdkafka takes [PROTOCOL://]host[:port].
    private static bool IsLegal(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var place = scheme < 0 ? address : address[(scheme + 3)..];
        return place.Length > 0 && !place.Contains('/', StringComparison.Ordinal)
            && Uri.TryCreate($"kafka://{place}", UriKind.Absolute, out var parsed) && parsed.Host.Length > 0 && parsed.UserInfo.Length == 0;
    }
}
