using System.Runtime.InteropServices;
using System.Text;

namespace Connectors.Watchdog.Files;

/// <summary>Where a path really leads, every symbolic link on the way followed.</summary>
internal static unsafe partial class RealPath
{
    private const int LongestPath = 4096;

    /// <summary>The absolute path; null when there is nothing, or nothing that may be seen.</summary>
    public static string? Of(string path)
    {
        var resolved = stackalloc byte[LongestPath];
        return Resolve(path, resolved) is null ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resolved));
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Resolve(string path, byte* resolved);
}
