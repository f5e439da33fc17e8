using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>Faults of plugins as sentences that say what to do.</summary>
internal static class PluginFaults
{
    private const int LongestReason = 500;

    public static NetworkException Broken(PluginCall call, string why, Exception? cause = null) =>
        new($"the CNI plugin '{call.Plugin}' {Doing(call)}: {why}. Look at the plugin and its version.", cause);

    /// <summary>It ended with a code other than 0.</summary>
    public static NetworkException Refused(PluginCall call, NetworkOptions options, string said, string errors, int exitCode)
    {
        var reason = Reason(said) ?? Reason(errors) ?? (said + errors).Trim();
        if (reason.Length == 0)
            reason = $"it ended with code {exitCode} and said nothing";
        return new NetworkException($"the CNI plugin '{call.Plugin}' {Doing(call)}: {OneLine(reason).TrimEnd('.')}. {Remedy(reason, options)}");
    }

    private static string Doing(PluginCall call) => call.Verb switch
    {
        "ADD" => $"could not join {call.Container} to the network",
        "DEL" => $"could not take {call.Container} from the network",
        _ => $"finds the network of {call.Container} wrong",
    };

    private static string Remedy(string reason, NetworkOptions options) => reason switch
    {
        _ when Has(reason, "no IP addresses available") => $"Every address of {options.Subnet} is taken: scale functions down, or set faasd.subnet to a larger network.",
        _ when Has(reason, "already has an IP address different") => $"{options.Bridge} belongs to another network: set faasd.bridge or faasd.subnet, or remove the device (ip link delete {options.Bridge}) once nothing uses it.",
        _ when Has(reason, "already exists but is not a bridge") => $"Set faasd.bridge to another name than '{options.Bridge}'.",
        _ when Has(reason, "iptables") || Has(reason, "nft") => "Look whether iptables works on this machine (iptables -L); its kernel modules may be missing.",
        _ when Has(reason, "incompatible CNI version") || Has(reason, "unsupported CNI") => "Install newer CNI plugins.",
        _ when Has(reason, "operation not permitted") || Has(reason, "permission denied") => "Run as root.",
        _ when Has(reason, "no space left") => "Free space on the disk.",
        _ when Has(reason, "failed to find plugin") => $"Put it into one of {string.Join(", ", options.PluginDirectories)}, or name its folder in faasd.cni-bin-dir.",
        _ => "The plugin's own documentation says more.",
    };

    private static bool Has(string reason, string part) => reason.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string? Reason(string said)
    {
        try
        {
            if (JsonNode.Parse(said) is not JsonObject error || error["msg"] is not JsonValue message || !message.TryGetValue<string>(out var text))
                return null;
            return error["details"] is JsonValue value && value.TryGetValue<string>(out var details) && details.Length > 0 ? $"{text}: {details}" : text;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string OneLine(string reason) => ForeignText.Shown(reason, LongestReason);
}
