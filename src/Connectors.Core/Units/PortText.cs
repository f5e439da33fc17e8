using System.Globalization;

namespace Connectors.Core.Units;

/// <summary>Ports in addresses as people write them.</summary>
public static class PortText
{
    private const int Highest = ushort.MaxValue;

    /// <summary>
    /// What is wrong with the port of an address, or of one of several that are separated by commas, as the end of a sentence that begins with the
    /// setting; null when every port there is can be one. Whatever else may be wrong with an address is not looked at.
    /// </summary>
    public static string? Fault(string addresses)
    {
        foreach (var part in addresses.AsSpan().Split(','))
        {
            var port = PortOf(addresses.AsSpan(part).Trim());
            if (port.Length > 0 && !port.ContainsAnyExceptInRange('0', '9') && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Highest))
                return $"names port {port}, and there is none above {Highest}; write one that there is";
        }
        return null;
    }

    private static ReadOnlySpan<char> PortOf(ReadOnlySpan<char> address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            address = address[(scheme + 3)..];
        var end = address.IndexOfAny('/', '?', '#');
        if (end >= 0)
            address = address[..end];
        // A name and a password before it have a colon of their own.
        address = address[(address.LastIndexOf('@') + 1)..];
        var bracket = address.LastIndexOf(']');
        var colon = address.LastIndexOf(':');
        var isBareIPv6 = bracket < 0 && colon != address.IndexOf(':');
        return colon > bracket && !isBareIPv6 ? address[(colon + 1)..] : [];
    }
}
