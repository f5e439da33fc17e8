using System.Net;

namespace Connectors.Gateway.Clients;

/// <summary>Addresses as people and proxies write them. Stricter than the platform, to which 8080 is the address 0.0.31.144.</summary>
internal static class AddressText
{
    /// <summary>An address with or without a port: <c>192.0.2.1</c>, <c>192.0.2.1:80</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]:80</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Count('.') != 3 && text.Count(':') < 2 || !IPEndPoint.TryParse(text, out var point))
            return false;
        address = ClientAddress.Plain(point.Address);
        return true;
    }
}
