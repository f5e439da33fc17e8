using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.Intake;

/// <summary>Whose body is held.</summary>
/// <param name="Sender">The address it comes from; of IPv6 the network, since one machine has a whole one.</param>
/// <param name="Source">Where it is delivered.</param>
/// <param name="LargestBody">So many bytes one body may take whatever the shares.</param>
internal readonly record struct IntakeParty(string Sender, string Source, long LargestBody)
{
    private const int NetworkBytes = 8;

    public static IntakeParty Of(HttpContext http, string source, long largestBody) => new(SenderOf(http.Connection.RemoteIpAddress), source, largestBody);

    public static string SenderOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
