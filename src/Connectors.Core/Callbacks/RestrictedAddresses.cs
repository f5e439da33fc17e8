using System.Net;
using System.Net.Sockets;

namespace Connectors.Core.Callbacks;

/// <summary>Addresses no caller may send us to unless the operator names them: link-local ones and the metadata services of clouds.</summary>
internal static class RestrictedAddresses
{
    private static readonly IPNetwork[] Ranges =
    [
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("fd00:ec2::/32"),
        IPNetwork.Parse("fd20:ce::254/128"),
        IPNetwork.Parse("100.100.100.200/32"),
        IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("192.0.0.192/32"),
    ];

    /// <summary>The restricted range an address lies in, whatever form it is written in; null when it lies in none.</summary>
    public static IPNetwork? RangeOf(IPAddress address)
    {
        foreach (var range in Ranges)
        {
            if (range.Contains(address))
                return range;
        }
        return Embedded(address) is { } inner ? RangeOf(inner) : null;
    }

    /// <summary>The IPv4 address that an IPv6 address stands for on a translating host or network; null when it stands for itself.</summary>
    public static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        // 6to4 carries it in bytes 2 to 5; mapped, compatible, translated and NAT64 forms at the end.
        if (bytes is [0x20, 0x02, ..])
            return new IPAddress(bytes[2..6]);
        if (bytes is [0x00, 0x64, 0xff, 0x9b, ..])
            return new IPAddress(bytes[12..]);
        var compatible = !bytes[..12].ContainsAnyExcept((byte)0) && bytes[12] != 0;
        var mapped = !bytes[..10].ContainsAnyExcept((byte)0) && bytes[10] == 0xff && bytes[11] == 0xff;
        var translated = !bytes[..8].ContainsAnyExcept((byte)0) && bytes[8..12] is [0xff, 0xff, 0, 0];
        return compatible || mapped || translated ? new IPAddress(bytes[12..]) : null;
    }
}
