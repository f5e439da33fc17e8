namespace Connectors.NatsLogIn;

/// <summary>What an address setting says: one address, or several of a cluster separated by commas. An address may hold a password, which is never shown.</summary>
public static class ServerAddresses
{
    /// <summary>The addresses for the client.</summary>
    /// <exception cref="LogInException">One of them is none.</exception>
    public static string Read(LogInSettings settings)
    {
        var addresses = Split(settings.Url);
        if (addresses.Length == 0)
            throw new LogInException($"{settings.Section}.url holds no address; {Remedy(settings)}.");
        for (var i = 0; i < addresses.Length; i++)
        {
            if (Parse(addresses[i]) is not { Scheme: "nats" or "tls" or "ws" or "wss", Host.Length: > 0 })
                throw new LogInException($"Address {i + 1} of {settings.Section}.url is no address of a NATS server; {Remedy(settings)}.");
        }
        return string.Join(',', addresses);
    }

    /// <summary>The addresses for people: without names and passwords.</summary>
    public static string Shown(string url) => string.Join(',', Split(url).Select(ShownOne));

    /// <summary>True when an address says who the process is.</summary>
    public static bool HoldLogIn(string url) => Split(url).Any(address => Parse(address) is { UserInfo.Length: > 0 });

    private static string Remedy(LogInSettings settings) =>
        $"write {settings.Address} as nats://host:4222, with tls:// for a server with certificates, and a comma between several";

    private static string ShownOne(string address) => Parse(address) is { } parsed ? $"{parsed.Scheme}://{parsed.Authority}" : "…";

    private static Uri? Parse(string address) =>
        Uri.TryCreate(address.Contains("://", StringComparison.Ordinal) ? address : "nats://" + address, UriKind.Absolute, out var parsed) ? parsed : null;

    private static string[] Split(string url) => url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
