using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Connectors.Core.Units;

/// <summary>A number of bytes, written <c>64MiB</c>, <c>256kB</c>, <c>1GiB</c> or bare (bytes). Units ignore case; <c>K, M, G</c> alone are powers of 1000.</summary>
public readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Suffix, long Scale)[] Units =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000),
        ("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000), ("K", 1_000), ("B", 1),
    ];

    /// <summary><paramref name="count"/> times 1,048,576 bytes.</summary>
    public static ByteSize MiB(long count) => new(count << 20);

    /// <summary>Reads a size; false when malformed, negative or over 2^63-1 bytes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        size = default;
        var number = (text ?? "").Trim();
        var scale = 1L;
        foreach (var unit in Units)
        {
            if (!number.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            scale = unit.Scale;
            number = number[..^unit.Suffix.Length].TrimEnd();
            break;
        }
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return false;
        if (count > (decimal)long.MaxValue / scale)
            return false;
        size = new ByteSize((long)(count * scale));
        return true;
    }

    /// <summary>The shortest exact form: <c>64MiB</c>, <c>1GiB</c>, <c>1500B</c>.</summary>
    public override string ToString()
    {
        foreach (var (suffix, scale) in Units.AsSpan(0, 4))
        {
            if (Bytes != 0 && Bytes % scale == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / scale}{suffix}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Bytes}B");
    }
}
