using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.LogIn;

/// <summary>What <c>queue.url</c> says: one address, or several of a cluster separated by commas. An address may hold a password, which is never shown.</summary>
internal static class ServerAddresses
{
    private const string Remedy = "write queue.url (--nats) as nats://host:4222, with tls:// for a server with certificates, and a comma between several";

    /// <summary>The addresses for the client.</summary>
    /// <exception cref="QueueStartException">One of them is none.</exception>
    public static string Read(string url)
    {
        var addresses = Split(url);
        if (addresses.Length == 0)
            throw new QueueStartException($"queue.url holds no address; {Remedy}.");
        for (var i = 0; i < addresses.Length; i++)
        {
            if (Parse(addresses[i]) is not { Scheme: "nats" or "tls" or "ws" or "wss", Host.Length: > 0 })
                throw new QueueStartException($"Address {i + 1} of queue.url is no address of a NATS server; {Remedy}.");
        }
        return string.Join(',', addresses);
    }

    /// <summary>The addresses for people: without names and passwords.</summary>
    public static string Shown(string url) => string.Join(',', Split(url).Select(ShownOne));

    /// <summary>True when an address says who the queue is.</summary>
    public static bool HoldLogIn(string url) => Split(url).Any(address => Parse(address) is { UserInfo.Length: > 0 });

    private static string ShownOne(string address) => Parse(address) is { } parsed ? $"{parsed.Scheme}://{parsed.Authority}" : "…";

    private static Uri? Parse(string address) =>
        Uri.TryCreate(address.Contains("://", StringComparison.Ordinal) ? address : "nats://" + address, UriKind.Absolute, out var parsed) ? parsed : null;

    private static string[] Split(string url) => url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
