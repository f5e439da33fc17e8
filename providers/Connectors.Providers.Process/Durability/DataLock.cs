using System.Text;

namespace Connectors.Providers.Process.Durability;

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
    public static DataLock Take(DataLayout layout)
    {
        FileStream? stream = null;
        try
        {
            DurableDirectory.Create(layout.Root);
            stream = new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataLock(stream, ReadOrMakeId(stream));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new IOException($"The data directory {layout.Root} cannot be used: {cause.Message.TrimEnd('.')}. Stop the other hub that uses it, or name another directory.", cause);
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
