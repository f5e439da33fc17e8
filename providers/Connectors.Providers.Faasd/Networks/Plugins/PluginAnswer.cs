using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>Reads what plugins answered.</summary>
internal static class PluginAnswer
{
    /// <summary>The first IPv4 address; null when there is none.</summary>
    public static IPAddress? Address(JsonObject result)
    {
        foreach (var entry in result["ips"] as JsonArray ?? [])
        {
            if (entry is JsonObject ip && ip["address"] is JsonValue value && value.TryGetValue<string>(out var text)
                && IPAddress.TryParse(text.Split('/')[0], out var address) && address.AddressFamily == AddressFamily.InterNetwork)
                return address;
        }
        return null;
    }

    /// <summary>An answer as far as it can be told from the address alone, for plugins that are to undo something whose answer is lost.</summary>
    public static JsonObject Of(IPAddress address, IPNetwork subnet) => new()
    {
        ["cniVersion"] = "0.4.0",
        ["ips"] = new JsonArray(new JsonObject { ["version"] = "4", ["address"] = $"{address}/{subnet.PrefixLength}" }),
    };

    /// <summary>Reads an answer that was kept; null when it is none.</summary>
    public static JsonObject? Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Killed before it was written, or while: the lease tells enough to undo it.
            return null;
        }
    }
}
