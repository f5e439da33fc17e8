namespace Connectors.Providers.Local.Durability;

/// <summary>Files that are there whole or not at all, and still there after a power cut once the call has returned.</summary>
internal static class DurableFile
{
    /// <summary>Names of files that were being written begin so; nothing else here begins with a dot.</summary>
    public const string TemporaryPrefix = ".tmp-";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The file could not be written and stands as it stood before; the message names it and the remedy.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            DurableDirectory.Create(directory);
            WriteThrough(temporary, content);
            File.Move(temporary, path, overwrite: true);
            DurableDirectory.Flush(directory);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} could not be written: {cause.Message.TrimEnd('.')}. Free space on the disk, or make the directory writable.{Remove(temporary)}", cause);
        }
    }

    /// <exception cref="IOException">The file could not be removed; the message names it and the remedy.</exception>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
            DurableDirectory.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} could not be removed: {cause.Message.TrimEnd('.')}. Make its directory writable.", cause);
        }
    }

    /// <summary>Removes what a killed hub was writing into a directory.</summary>
    public static void SweepTemporaries(string directory)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var path in Directory.EnumerateFiles(directory, TemporaryPrefix + "*"))
            File.Delete(path);
    }

    private static void WriteThrough(string path, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly,
        });
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    private static string Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
            return "";
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            return $" {temporary} remains until the next start.";
        }
    }
}
