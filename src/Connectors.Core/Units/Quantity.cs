using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Connectors.Core.Units;

/// <summary>
/// An amount of memory or CPU as Kubernetes writes it: <c>128Mi</c>, <c>1G</c>, <c>500m</c>, <c>0.5</c>, <c>1e3</c>.
/// Keeps the text as it was written, because clients compare what they deployed with what comes back, letter by letter.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Value">The amount in its base unit: bytes, or cores.</param>
public readonly record struct Quantity(string Text, decimal Value)
{
    private const decimal Largest = 1e27m;

    /// <summary>Reads a quantity; false when malformed (<c>5Mb</c>, <c>10 Mi</c>), negative or too large.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity)
    {
        quantity = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        var number = digits < 0 ? text : text[..digits];
        var suffix = digits < 0 ? "" : text[digits..];
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || !TryScale(suffix, out var scale)
            || value > (scale > 1 ? Largest / scale : Largest))
            return false;
        quantity = new Quantity(text, value * scale);
        return true;
    }

    /// <summary>The text as written.</summary>
    public override string ToString() => Text;

    private static bool TryScale(string suffix, out decimal scale)
    {
        scale = suffix switch
        {
            "" => 1m,
            "n" => 0.000_000_001m,
            "u" => 0.000_001m,
            "m" => 0.001m,
            "k" => 1_000m,
            "M" => 1_000_000m,
            "G" => 1_000_000_000m,
            "T" => 1_000_000_000_000m,
            "P" => 1_000_000_000_000_000m,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            "Pi" => 1L << 50,
            "E" => 1_000_000_000_000_000_000m,
            "Ei" => 1L << 60,
            _ => Exponent(suffix),
        };
        return scale > 0;
    }

    private static decimal Exponent(string suffix) =>
        suffix.Length is > 1 and <= 4 && suffix[0] is 'e' or 'E'
        && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && power is >= -9 and <= 15
            ? PowerOfTen(power)
            : 0m;

    private static decimal PowerOfTen(int power)
    {
        var scale = 1m;
        for (var i = 0; i < Math.Abs(power); i++)
            scale = power < 0 ? scale / 10 : scale * 10;
        return scale;
    }
}
