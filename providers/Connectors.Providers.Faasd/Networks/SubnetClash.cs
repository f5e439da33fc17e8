using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Networks;

/// <summary>A subnet that the machine knows otherwise would cut it off from whom it reaches there.</summary>
internal static class SubnetClash
{
    /// <summary>What this machine's devices have, as (device, address, length).</summary>
    public static IEnumerable<(string Device, IPAddress Address, int Length)> Addresses() =>
        from device in NetworkInterface.GetAllNetworkInterfaces()
        from address in device.GetIPProperties().UnicastAddresses
        where address.Address.AddressFamily == AddressFamily.InterNetwork
        select (device.Name, address.Address, address.PrefixLength);

    /// <summary>A sentence that names the device and the remedy; null when nothing is in the way.</summary>
    public static string? Fault(NetworkOptions options, IEnumerable<(string Device, IPAddress Address, int Length)> addresses)
    {
        foreach (var (device, address, length) in addresses)
        {
            if (device != options.Bridge && Overlap(options.Subnet, address, length))
                return $"faasd.subnet {options.Subnet} overlaps with {address}/{length} of the device {device}; set it to a network that is free, for example 10.63.0.0/16";
        }
        return null;
    }

    private static bool Overlap(IPNetwork subnet, IPAddress address, int length) =>
        subnet.Contains(address) || (length < subnet.PrefixLength && SameNetwork(address, length, subnet.BaseAddress));

    private static bool SameNetwork(IPAddress one, int length, IPAddress other)
    {
        var mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
        return (Number(one) & mask) == (Number(other) & mask);
    }

    private static uint Number(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
