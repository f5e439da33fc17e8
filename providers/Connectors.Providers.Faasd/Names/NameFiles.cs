using System.Net;

namespace Connectors.Providers.Faasd.Names;

/// <summary>The files by which a container's programs look names up.</summary>
internal static class NameFiles
{
    /// <summary>
    /// <c>/etc/resolv.conf</c>. We are the only one named: libraries that ask all of several at once would believe the fastest, and a stranger is quick to
    /// say that there is no such function.
    /// </summary>
    public static string ResolvConf(IPAddress nameServer) => $"nameserver {nameServer}\n";

    /// <summary><c>/etc/hosts</c>: the container itself. Others are asked for, since they come and go.</summary>
    public static string Hosts(string hostName, IPAddress address) => $"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{address}\t{hostName}\n";
}
