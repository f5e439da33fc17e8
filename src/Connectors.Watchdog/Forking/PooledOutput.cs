using System.Buffers;
using System.IO.Pipelines;

namespace Connectors.Watchdog.Forking;

/// <summary>Output held in pooled buffers until it is known how the program ends. Not thread-safe.</summary>
internal sealed class PooledOutput : IDisposable
{
    private const int SmallestBuffer = 8 * 1024, LargestBuffer = 1024 * 1024;
    private readonly List<byte[]> full = [];
    private byte[] current = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
    private int used;

    /// <summary>How many bytes are held.</summary>
    public long Length { get; private set; }

    /// <summary>Room for more, never empty.</summary>
    public Memory<byte> Room()
    {
        if (used == current.Length)
        {
            full.Add(current);
            current = ArrayPool<byte>.Shared.Rent(Math.Min(current.Length * 2, LargestBuffer));
            used = 0;
        }
        return current.AsMemory(used);
    }

    /// <summary>So many bytes of <see cref="Room"/> have been filled.</summary>
    public void Advance(int count)
    {
        used += count;
        Length += count;
    }

    /// <summary>Writes everything held.</summary>
    public async Task CopyToAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        foreach (var buffer in full)
            await writer.WriteAsync(buffer, cancellationToken);
        await writer.WriteAsync(current.AsMemory(0, used), cancellationToken);
    }

    public void Dispose()
    {
        foreach (var buffer in full)
            ArrayPool<byte>.Shared.Return(buffer);
        full.Clear();
        ArrayPool<byte>.Shared.Return(current);
        (current, used, Length) = ([], 0, 0);
    }
}
