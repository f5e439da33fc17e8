using System.Diagnostics.CodeAnalysis;

namespace Connectors.Cron.Schedules;

/// <summary>IANA names of time zones.</summary>
internal static class ZoneName
{
    private const int MaxLength = 64;

    /// <summary>The zone; false when the name is not one or the machine does not know it. No name reaches outside the zone database.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        if (string.Equals(name, "UTC", StringComparison.OrdinalIgnoreCase))
        {
            zone = TimeZoneInfo.Utc;
            return true;
        }
        zone = null;
        return name.Length is > 0 and <= MaxLength
            && char.IsAsciiLetter(name[0])
            && !name.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }
}
