using System.Globalization;

namespace Connectors.Benchmarks;

/// <summary>Prints rows of a Markdown table, so that what a run shows can be pasted as it is.</summary>
internal static class Table
{
    public static void Head(params string[] columns)
    {
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    public static void Row(params object[] cells) =>
        Console.WriteLine($"| {string.Join(" | ", cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture)))} |");

    public static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Millis(double value) => value.ToString("0.00 ms", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
