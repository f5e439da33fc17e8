using System.Text.Json.Nodes;

namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>The network in the words of the CNI specification.</summary>
internal static class NetworkConfiguration
{
    /// <summary>The file in which other tools find it.</summary>
    public const string FileName = "10-openfaas.conflist";

    // Plugins of ten years understand it, and it is the first with CHECK.
    private const string Version = "0.4.0";

    /// <param name="options">The network.</param>
    /// <param name="hasPacketFilter">Whether the machine has iptables: without, no address can be masqueraded.</param>
    /// <param name="hasFirewall">Whether the plugin of that name is there too.</param>
    public static JsonObject Of(NetworkOptions options, bool hasPacketFilter, bool hasFirewall)
    {
        var plugins = new JsonArray(Bridge(options, hasPacketFilter));
        if (hasPacketFilter && hasFirewall)
            plugins.Add(new JsonObject { ["type"] = "firewall" });
        return new JsonObject { ["cniVersion"] = Version, ["name"] = options.Name, ["plugins"] = plugins };
    }

    /// <summary>The network of each namespace with itself.</summary>
    public static JsonObject Loopback() => new()
    {
        ["cniVersion"] = Version,
        ["name"] = "cni-loopback",
        ["plugins"] = new JsonArray(new JsonObject { ["type"] = "loopback" }),
    };

    private static JsonObject Bridge(NetworkOptions options, bool masquerades) => new()
    {
        ["type"] = "bridge",
        ["bridge"] = options.Bridge,
        ["isGateway"] = true,
        ["ipMasq"] = masquerades,
        ["ipam"] = new JsonObject
        {
            ["type"] = "host-local",
            ["subnet"] = options.Subnet.ToString(),
            ["dataDir"] = options.LeaseDirectory,
            ["routes"] = new JsonArray(new JsonObject { ["dst"] = "0.0.0.0/0" }),
        },
    };
}
