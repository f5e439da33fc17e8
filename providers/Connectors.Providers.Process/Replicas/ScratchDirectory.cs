using Connectors.Providers.Local.Durability;

namespace Connectors.Providers.Process.Replicas;

/// <summary>Removes directories that functions have written to, whatever permissions they left on them.</summary>
internal static class ScratchDirectory
{
    /// <exception cref="IOException">Something could not be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Something belongs to somebody else.</exception>
    public static void Remove(string path)
    {
        if (!Directory.Exists(path))
            return;
        MakeWritable(new DirectoryInfo(path));
        Directory.Delete(path, recursive: true);
    }

    private static void MakeWritable(DirectoryInfo directory)
    {
        if (directory.LinkTarget is not null)
            return;
        if ((directory.UnixFileMode & DurableDirectory.OwnerOnly) != DurableDirectory.OwnerOnly)
            directory.UnixFileMode |= DurableDirectory.OwnerOnly;
        foreach (var child in directory.EnumerateDirectories())
            MakeWritable(child);
    }
}
