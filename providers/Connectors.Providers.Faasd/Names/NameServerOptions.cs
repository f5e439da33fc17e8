using System.Net;

namespace Connectors.Providers.Faasd.Names;

/// <summary>Where names are answered, and to whom.</summary>
internal sealed record NameServerOptions
{
    /// <summary>The host's address on the bridge.</summary>
    public required IPAddress Address { get; init; }

    public int Port { get; init; } = 53;

    /// <summary>Who may ask: through a host that forwards packets anybody could.</summary>
    public required IPNetwork Askers { get; init; }

    /// <summary>The file that says who resolves names for this machine.</summary>
    public string HostResolvConf { get; init; } = "/etc/resolv.conf";

    /// <summary>How long a TCP connection may be silent.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);
}
