using System.Buffers;
using System.IO.Pipelines;

namespace Connectors.Watchdog.Forking;

/// <summary>
/// Output held until it is known how the program ends: its beginning in pooled buffers, what is beyond in a file without a name, so that
/// many large answers at once fill a disk and not the memory. Not thread-safe.
/// </summary>
/// <param name="folder">For the file.</param>
internal sealed class PooledOutput(string folder) : IAsyncDisposable
{
    /// <summary>About so much stays in memory.</summary>
    public const int MostInMemory = 1 << 20;

    private const int SmallestBuffer = 8 * 1024, LargestBuffer = 256 * 1024;
    private readonly List<byte[]> full = [];
    private byte[] current = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
    private FileStream? file;
    private int used;

    /// <summary>How many bytes are held.</summary>
    public long Length { get; private set; }

    /// <summary>How many of them are in the file.</summary>
    public long Spilled => file?.Length ?? 0;

    /// <summary>Room for more, never empty.</summary>
    public Memory<byte> Room() => current.AsMemory(used);

    /// <summary>So many bytes of <see cref="Room"/> have been filled.</summary>
    /// <exception cref="IOException">The disk takes no more.</exception>
    public async ValueTask AdvanceAsync(int count)
    {
        used += count;
        Length += count;
        if (used < current.Length)
            return;
        if (Length < MostInMemory)
        {
            full.Add(current);
            current = ArrayPool<byte>.Shared.Rent(Math.Min(current.Length * 2, LargestBuffer));
        }
        else
        {
            file ??= NamelessFile.Create(folder);
            await file.WriteAsync(current.AsMemory(0, used));
        }
        used = 0;
    }

    /// <summary>Writes everything held.</summary>
    public async Task CopyToAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        foreach (var buffer in full)
            await writer.WriteAsync(buffer, cancellationToken);
        if (file is not null)
        {
            file.Position = 0;
            await file.CopyToAsync(writer, cancellationToken);
        }
        await writer.WriteAsync(current.AsMemory(0, used), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var buffer in full)
            ArrayPool<byte>.Shared.Return(buffer);
        full.Clear();
        ArrayPool<byte>.Shared.Return(current);
        (current, used, Length) = ([], 0, 0);
        if (file is not null)
            await file.DisposeAsync();
    }
}
