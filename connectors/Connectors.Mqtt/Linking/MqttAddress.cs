using Connectors.Core.Units;

namespace Connectors.Mqtt.Linking;

/// <summary>What <c>mqtt.url</c> says. It may hold a name and a password, which are never shown.</summary>
internal sealed record MqttAddress(string Host, int Port, bool IsSecure, Uri? WebSocket, string? User, string? Password)
{
    /// <summary>For log lines and faults.</summary>
    public string Shown { get; private init; } = "";

    /// <summary>Why it is no address; null when it is one.</summary>
    public static string? Fault(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
            return PortText.Fault(url) ?? "is no address of an MQTT server";
        return parsed.Scheme is "mqtt" or "mqtts" or "ws" or "wss" ? null : $"begins with {parsed.Scheme}://, which is none of mqtt://, mqtts://, ws:// and wss://";
    }

    /// <param name="url">Without a fault.</param>
    public static MqttAddress Of(string url)
    {
        var parsed = new Uri(url);
        var secure = parsed.Scheme is "mqtts" or "wss";
        var port = parsed.Port > 0 ? parsed.Port : parsed.Scheme switch { "mqtt" => 1883, "mqtts" => 8883, "ws" => 80, _ => 443 };
        var names = parsed.UserInfo.Split(':', 2);
        var socket = parsed.Scheme is "ws" or "wss"
            ? new UriBuilder(parsed) { UserName = "", Password = "", Port = port, Path = parsed.AbsolutePath is "/" ? "/mqtt" : parsed.AbsolutePath }.Uri
            : null;
        return new MqttAddress(
            parsed.IdnHost, port, secure, socket, names[0].Length > 0 ? Uri.UnescapeDataString(names[0]) : null, names.Length > 1 ? Uri.UnescapeDataString(names[1]) : null)
        {
            Shown = $"{parsed.Scheme}://{parsed.Authority}",
        };
    }
}
