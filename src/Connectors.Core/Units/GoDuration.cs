using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Connectors.Core.Units;

/// <summary>
/// Durations as Go writes them (<c>90s</c>, <c>1h30m</c>, <c>1.5s</c>, <c>500ms</c>, <c>-2m</c>), which is what OpenFaaS users
/// write in annotations, headers and settings. A bare whole number means seconds, as the OpenFaaS components read it.
/// </summary>
public static class GoDuration
{
    // Go keeps nanoseconds in 64 bits, TimeSpan keeps ticks of 100 ns: what Go can hold, TimeSpan can.
    private const decimal LongestSeconds = long.MaxValue / 1_000_000_000m;

    /// <summary>Reads a duration; the finest kept resolution is 100 ns.</summary>
    /// <returns>False when the text is empty, malformed, has an unknown unit, or is longer than Go's 290 years.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest.IsEmpty || !TrySum(rest, out var seconds))
            return false;
        var ticks = (long)Math.Round(seconds * TimeSpan.TicksPerSecond, MidpointRounding.AwayFromZero);
        value = TimeSpan.FromTicks(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>Reads a duration or throws <see cref="FormatException"/> naming the text.</summary>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var value)
            ? value
            : throw new FormatException($"'{text}' is not a duration; write for example 90s, 1h30m or 500ms.");

    /// <summary>Writes a duration as Go's <c>time.Duration.String</c> does: <c>1h30m0s</c>, <c>1.5s</c>, <c>250ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";
        var sign = value < TimeSpan.Zero ? "-" : "";
        var magnitude = Math.Abs((decimal)value.Ticks);
        if (magnitude < TimeSpan.TicksPerMicrosecond)
            return $"{sign}{Trim(magnitude * TimeSpan.NanosecondsPerTick)}ns";
        if (magnitude < TimeSpan.TicksPerMillisecond)
            return $"{sign}{Trim(magnitude / TimeSpan.TicksPerMicrosecond)}µs";
        if (magnitude < TimeSpan.TicksPerSecond)
            return $"{sign}{Trim(magnitude / TimeSpan.TicksPerMillisecond)}ms";
        var text = new StringBuilder(sign);
        var hours = Math.Floor(magnitude / TimeSpan.TicksPerHour);
        var minutes = Math.Floor(magnitude % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute);
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours:0}h");
        if (hours > 0 || minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{minutes:0}m");
        return text.Append(Trim(magnitude % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond)).Append('s').ToString();
    }

    private static string Trim(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);

    private static bool TrySum(ReadOnlySpan<char> rest, out decimal seconds)
    {
        seconds = 0;
        if (rest.IndexOfAnyExceptInRange('0', '9') < 0)
            return TryNumber(rest, out seconds) && seconds <= LongestSeconds;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !TryNumber(rest[..digits], out var number))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny("0123456789.");
            if (!TryUnit(letters < 0 ? rest : rest[..letters], out var scale))
                return false;
            // Checked before multiplying: a number of any length may stand there.
            if (number > LongestSeconds / scale || (seconds += number * scale) > LongestSeconds)
                return false;
            rest = letters < 0 ? [] : rest[letters..];
        }
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text is not "." && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryUnit(ReadOnlySpan<char> unit, out decimal seconds)
    {
        seconds = unit switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 0.001m,
            "us" or "µs" or "μs" => 0.000_001m,
            "ns" => 0.000_000_001m,
            _ => 0,
        };
        return seconds > 0;
    }
}
