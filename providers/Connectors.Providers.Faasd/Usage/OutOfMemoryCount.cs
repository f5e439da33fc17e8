using System.Globalization;

namespace Connectors.Providers.Faasd.Usage;

/// <summary>How many processes of a control group the kernel has ended because they wanted more memory than the group may have.</summary>
internal static class OutOfMemoryCount
{
    /// <summary>Null when it does not count, or there is no such group (any more).</summary>
    public static long? Of(CgroupHierarchy hierarchy, string group)
    {
        var path = Path.Combine(hierarchy.Memory, group.TrimStart('/'), hierarchy.IsUnified ? "memory.events" : "memory.oom_control");
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.Split(' ') is ["oom_kill", var count])
                    return long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // With its container.
        }
        return null;
    }
}
