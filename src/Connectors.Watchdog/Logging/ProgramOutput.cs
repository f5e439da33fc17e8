using System.Buffers;

namespace Connectors.Watchdog.Logging;

/// <summary>One of a program's streams on its way into the log, line by line.</summary>
/// <param name="line">Takes each line.</param>
/// <param name="limit">See <see cref="WatchdogOptions.LogBufferSize"/>.</param>
internal sealed class ProgramOutput(Action<string> line, int limit)
{
    private const int ChunkSize = 4096, Longest = 16 * 1024 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <param name="readAsync">Reads some bytes; 0 at the end. What it throws is thrown, after what was read before is written.</param>
    public async Task ReadAsync(Func<Memory<byte>, ValueTask<int>> readAsync)
    {
        var lines = new LineSplitter(line, limit < 0 ? Longest : limit);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await readAsync(buffer)) > 0)
                lines.Write(buffer.AsSpan(0, read));
        }
        finally
        {
            lines.End();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
