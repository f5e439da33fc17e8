using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Connectors.Core.Callbacks;

/// <summary>
/// Where callbacks may go: host globs (<c>*</c>, <c>*.example.com</c>), addresses and networks (<c>10.0.0.0/8</c>). Link-local addresses
/// and the metadata services of clouds are refused in every spelling, unless a network within their range names them; <c>0.0.0.0/0</c>
/// does not. Immutable.
/// </summary>
public sealed class CallbackAllowList
{
    private readonly IReadOnlyList<HostGlob> hosts;
    private readonly IReadOnlyList<IPNetwork> networks;

    private CallbackAllowList(IReadOnlyList<HostGlob> hosts, IReadOnlyList<IPNetwork> networks)
    {
        this.hosts = hosts;
        this.networks = networks;
    }

    /// <summary>Reads the entries; an empty list allows nothing.</summary>
    /// <param name="entries">Host globs, addresses and networks, in any order.</param>
    /// <param name="list">The list.</param>
    /// <param name="error">Names the first bad entry and what to write instead; null when none is bad.</param>
    public static bool TryParse(IEnumerable<string> entries, [NotNullWhen(true)] out CallbackAllowList? list, [NotNullWhen(false)] out string? error)
    {
        list = null;
        var hosts = new List<HostGlob>();
        var networks = new List<IPNetwork>();
        foreach (var entry in entries)
        {
            var text = (entry ?? "").Trim();
            if (TryNetwork(text, out var network))
            {
                networks.Add(network);
            }
            else if (HostGlob.Parse(text) is { } glob)
            {
                hosts.Add(glob);
            }
            else
            {
                error = $"'{text}' is neither a host (example.com, *.example.com, *), an address nor a network whose host bits are zero (10.0.0.0/8)";
                return false;
            }
        }
        list = new CallbackAllowList(hosts, networks);
        error = null;
        return true;
    }

    /// <summary>
    /// Why a URL is refused before anything is resolved, as one sentence; null when it is fine as far as its text tells.
    /// A name that no glob admits may still resolve into an allowed network, so that is left to <see cref="AllowsAddress"/>.
    /// </summary>
    public string? Refusal(Uri url)
    {
        var host = HostOf(url.IdnHost);
        if (IPAddress.TryParse(host, out var address))
        {
            if (RestrictedAddresses.RangeOf(address) is { } range && !Names(range, address))
                return $"callbacks to {address} are not allowed: it is a link-local or metadata address";
            return AllowsAddress(host, address) ? null : $"callbacks to {address} are not allowed by callback.allow";
        }
        return networks.Count > 0 || MatchesHost(host) ? null : $"callbacks to {host} are not allowed by callback.allow";
    }

    /// <summary>Whether a connection to this address may be made for this host; ask with the address that is really connected to.</summary>
    /// <param name="host">The host as the URL names it.</param>
    /// <param name="address">What it resolved to.</param>
    public bool AllowsAddress(string host, IPAddress address) =>
        RestrictedAddresses.RangeOf(address) is { } range
            ? Names(range, address)
            : MatchesHost(HostOf(host)) || InNetworks(address);

    private bool MatchesHost(string host)
    {
        foreach (var glob in hosts)
        {
            if (glob.Matches(host))
                return true;
        }
        return false;
    }

    private bool InNetworks(IPAddress address)
    {
        foreach (var network in networks)
        {
            if (Holds(network, address))
                return true;
        }
        return false;
    }

    private bool Names(IPNetwork restricted, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (Holds(network, address) && restricted.Contains(network.BaseAddress) && network.PrefixLength >= restricted.PrefixLength)
                return true;
        }
        return false;
    }

    private static bool Holds(IPNetwork network, IPAddress address) =>
        network.Contains(address) || RestrictedAddresses.Embedded(address) is { } inner && network.Contains(inner);

    // A trailing dot names the same host; brackets belong to the URL, not to the address.
    private static string HostOf(string host) => host.TrimEnd('.').TrimStart('[').TrimEnd(']');

    private static bool TryNetwork(string text, out IPNetwork network)
    {
        if (text.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(text, out network);
        network = default;
        var dotted = text.Count(character => character == '.') == 3 && text.All(character => char.IsAsciiDigit(character) || character == '.');
        if ((!dotted && !text.Contains(':', StringComparison.Ordinal)) || !IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
