using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Connectors.Providers.Faasd.Logs;

/// <summary>
/// The file into which a container's watcher writes what the container says, also while there is no hub. What has been read is cut out of it, not off:
/// who appends meanwhile loses nothing. How far it was read is kept beside it. For one caller at a time.
/// </summary>
internal sealed partial class OutputFile(string path) : IDisposable
{
    private const string Ending = ".read";
    private const long Block = 4096;
    private const long WorthCutting = 1 << 20;
    private const int PunchHole = 0x01 | 0x02; // FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE

    private SafeFileHandle? content;
    private SafeFileHandle? mark;
    private long cut;

    public string Path => path;

    /// <summary>Where to read next.</summary>
    public long Position { get; private set; }

    /// <summary>False while there is nothing yet.</summary>
    public bool TryOpen()
    {
        if (content is not null)
            return true;
        if (!File.Exists(path))
            return false;
        content = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        mark = File.OpenHandle(path + Ending, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> kept = stackalloc byte[sizeof(long)];
        var position = RandomAccess.Read(mark, kept, 0) == kept.Length ? BinaryPrimitives.ReadInt64LittleEndian(kept) : 0;
        // A power cut may have kept the one and not the other.
        Position = position >= 0 && position <= Length ? position : 0;
        cut = Position;
        return true;
    }

    public long Length => content is null ? 0 : RandomAccess.GetLength(content);

    public int Read(Span<byte> buffer) => RandomAccess.Read(content!, buffer, Position);

    /// <summary>So much more is done with.</summary>
    public void Advance(long bytes)
    {
        Position += bytes;
        Span<byte> kept = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(kept, Position);
        RandomAccess.Write(mark!, kept, 0);
        if (Position - cut < WorthCutting)
            return;
        var end = Position / Block * Block;
        // A file system that cannot keeps the file whole; nothing else can be done without losing lines.
        if (Allocate(content!, PunchHole, 0, end) == 0)
            cut = end;
        else
            cut = Position;
    }

    public void Dispose()
    {
        content?.Dispose();
        mark?.Dispose();
        content = mark = null;
    }

    /// <summary>Removes it; it must not be read any more.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Remove()
    {
        Dispose();
        File.Delete(path);
        File.Delete(path + Ending);
    }

    /// <summary>Whose there are in a folder.</summary>
    public static IEnumerable<string> In(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(path => !path.EndsWith(Ending, StringComparison.Ordinal)) : [];

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
