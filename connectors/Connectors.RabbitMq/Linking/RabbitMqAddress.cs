using Connectors.Core.Units;

namespace Connectors.RabbitMq.Linking;

/// <summary>What <c>rabbitmq.url</c> says. It may hold a name and a password, which are never shown.</summary>
internal sealed record RabbitMqAddress(string Host, int Port, bool IsSecure, string VirtualHost, string? User, string? Password)
{
    /// <summary>For log lines and faults.</summary>
    public string Shown { get; private init; } = "";

    /// <summary>Why it is no address; null when it is one.</summary>
    public static string? Fault(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
            return PortText.Fault(url) ?? "is no address of a RabbitMQ server";
        if (parsed.Scheme is not ("amqp" or "amqps"))
            return $"begins with {parsed.Scheme}://, which is neither amqp:// nor amqps://";
        return parsed.AbsolutePath.Count(letter => letter == '/') > 1 ? "names a virtual host with '/' in it, which must be written %2F" : null;
    }

    /// <param name="url">Without a fault.</param>
    public static RabbitMqAddress Of(string url)
    {
        var parsed = new Uri(url);
        var secure = parsed.Scheme == "amqps";
        var names = parsed.UserInfo.Split(':', 2);
        return new RabbitMqAddress(
            parsed.IdnHost,
            parsed.Port > 0 ? parsed.Port : secure ? 5671 : 5672,
            secure,
            parsed.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(parsed.AbsolutePath[1..]) : "/",
            names[0].Length > 0 ? Uri.UnescapeDataString(names[0]) : null,
            names.Length > 1 ? Uri.UnescapeDataString(names[1]) : null)
        {
            Shown = $"{parsed.Scheme}://{parsed.Authority}{parsed.AbsolutePath.TrimEnd('/')}",
        };
    }
}
