using System.Text;

namespace Connectors.Providers.Local.Durability;

/// <summary>
/// Holds the data directory for one hub at a time; the system lets go of it when the hub dies. Carries the directory's own id, by which
/// processes of an earlier run are told from everybody else's.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream held;

    private DataLock(FileStream held, string id)
    {
        this.held = held;
        Id = id;
    }

    public string Id { get; }

    /// <exception cref="IOException">Another hub holds the directory, or it is not writable.</exception>
    /// <param name="directory">Made when it is missing.</param>
    /// <param name="file">The file in it that is held.</param>
    public static DataLock Take(string directory, string file)
    {
        FileStream? stream = null;
        try
        {
            DurableDirectory.Create(directory);
            stream = new FileStream(Path.Combine(directory, file), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataLock(stream, ReadOrMakeId(stream));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new IOException($"The data directory {directory} cannot be used: {cause.Message.TrimEnd('.')}. Stop the other hub that uses it, or name another directory.", cause);
        }
    }

    public void Dispose() => held.Dispose();

    private static string ReadOrMakeId(FileStream stream)
    {
        Span<byte> text = stackalloc byte[32];
        var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (length == text.Length && Guid.TryParseExact(Encoding.ASCII.GetString(text), "N", out var known))
            return known.ToString("N");
        var id = Guid.NewGuid().ToString("N");
        stream.Position = 0;
        stream.SetLength(0);
        stream.Write(Encoding.ASCII.GetBytes(id));
        stream.Flush(flushToDisk: true);
        return id;
    }
}
