using System.Net;

namespace Connectors.Gateway.Clients;

/// <summary>Addresses and networks of proxies whose word about their clients is believed. Immutable.</summary>
internal sealed class TrustedProxies
{
    private readonly IPNetwork[] networks;

    private TrustedProxies(IPNetwork[] networks) => this.networks = networks;

    /// <summary>True when nobody is believed.</summary>
    public bool AreNone => networks.Length == 0;

    /// <summary>Reads valid entries.</summary>
    /// <exception cref="FormatException">An entry is neither an address nor a network.</exception>
    public static TrustedProxies Parse(IEnumerable<string> entries) =>
        new([.. entries.Select(entry => TryNetwork(entry, out var network) ? network : throw new FormatException(Fault(entry)))]);

    /// <summary>What is wrong with an entry; null when it is fine.</summary>
    public static string? Fault(string entry) => TryNetwork(entry, out _) ? null
        : $"'{entry}' is neither an address nor a network whose host bits are zero; write for example 10.0.0.0/8";

    /// <summary>Whether this address is one of them.</summary>
    public bool Hold(IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    private static bool TryNetwork(string entry, out IPNetwork network)
    {
        var text = entry.Trim();
        // Whoever writes 10.0.0.1/8 may have meant one machine, and would trust sixteen million.
        if (text.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0)
            return IPNetwork.TryParse(text, out network) && IPAddress.TryParse(text.AsSpan(0, slash), out var first) && first.Equals(network.BaseAddress);
        network = default;
        if (!AddressText.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
