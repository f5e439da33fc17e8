using System.Net;

namespace Connectors.Providers.Faasd.Networks;

/// <summary>The network of functions and where it keeps what it needs; the defaults are those of faasd, so that an existing host stays as it is.</summary>
internal sealed record NetworkOptions
{
    public string Name { get; init; } = "openfaas-cni-bridge";

    /// <summary>The bridge's device, at most 15 characters.</summary>
    public string Bridge { get; init; } = "openfaas0";

    /// <summary>Which addresses replicas get; the first is the bridge's own.</summary>
    public IPNetwork Subnet { get; init; } = new(IPAddress.Parse("10.62.0.0"), 16);

    /// <summary>Where plugins are looked for, in this order.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = ["/usr/lib/cni", "/opt/cni/bin"];

    /// <summary>Where other tools find the description of the network.</summary>
    public string ConfigurationDirectory { get; init; } = "/etc/cni/net.d";

    /// <summary>Where the plugin that gives addresses writes down which are taken; gone after a restart of the machine, as the networks are.</summary>
    public string LeaseDirectory { get; init; } = "/var/run/cni";

    /// <summary>Where the namespaces are, a file each; best on a file system that is gone after a restart of the machine.</summary>
    public string StateDirectory { get; init; } = "/run/connectors/networks";

    /// <summary>Begins the names by which plugins know our replicas, so that we leave alone what others have on the same bridge.</summary>
    public string Owner { get; init; } = "connectors";

    /// <summary>How long one plugin may take.</summary>
    public TimeSpan PluginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The host on the network: the bridge's own address.</summary>
    public IPAddress HostAddress
    {
        get
        {
            var bytes = Subnet.BaseAddress.GetAddressBytes();
            bytes[^1]++;
            return new IPAddress(bytes);
        }
    }

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Subnet.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || Subnet.PrefixLength is < 8 or > 29)
            yield return $"faasd.subnet '{Subnet}' is not an IPv4 network with room for replicas; write for example 10.62.0.0/16, with a length from 8 to 29";
        if (Bridge.Length is 0 or > 15 || Bridge.AsSpan().ContainsAny("/ \t\n:"))
            yield return $"faasd.bridge '{Bridge}' cannot be the name of a device; use 1 to 15 letters and digits";
    }
}
