using System.Globalization;

namespace Connectors.Providers.Faasd.Usage;

/// <summary>The files in which the kernel counts, in both versions of control groups. A group may go while it is read.</summary>
internal static class CgroupFiles
{
    private const double NanosecondsPerMicrosecond = 1000;

    /// <summary>Version 2: both counts in one directory.</summary>
    public static CgroupSample? ReadUnified(string group) =>
        Field(group, "cpu.stat", "usage_usec") is { } microseconds && Number(group, "memory.current") is { } memory
            ? new CgroupSample(microseconds * NanosecondsPerMicrosecond, Working(memory, Field(group, "memory.stat", "inactive_file")))
            : null;

    /// <summary>Version 1: a directory in each of two trees.</summary>
    public static CgroupSample? ReadSeparate(string memoryGroup, string cpuGroup) =>
        Number(cpuGroup, "cpuacct.usage") is { } nanoseconds && Number(memoryGroup, "memory.usage_in_bytes") is { } memory
            ? new CgroupSample(nanoseconds, Working(memory, Field(memoryGroup, "memory.stat", "total_inactive_file")))
            : null;

    // Files that were read lie in memory as long as nobody wants it; whoever counts them sees every function grow without end.
    private static double Working(double memory, double? inactiveFile) => Math.Max(0, memory - (inactiveFile ?? 0));

    private static double? Number(string group, string file) => Text(group, file) is { } text ? Number(text) : null;

    private static double? Field(string group, string file, string field)
    {
        foreach (var line in (Text(group, file) ?? "").Split('\n'))
        {
            if (line.StartsWith(field, StringComparison.Ordinal) && line.Length > field.Length && line[field.Length] == ' ')
                return Number(line[(field.Length + 1)..]);
        }
        return null;
    }

    private static double? Number(string text) => ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(string group, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(group, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // With its container; or the kernel does not count this.
            return null;
        }
    }
}
