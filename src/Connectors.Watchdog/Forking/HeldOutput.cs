using System.Buffers;
using System.IO.Pipelines;

namespace Connectors.Watchdog.Forking;

/// <summary>
/// Output between the program and the caller. Many HTTP clients take no answer before they have sent their whole body: while input is
/// still coming much is held for them, so that a program that answers as it reads does not wait for a caller that waits for it.
/// Afterwards the caller sets the pace. One writer, one reader.
/// </summary>
/// <param name="run">Whose output.</param>
/// <param name="most">So many bytes may be held while input is coming; 0: any number.</param>
internal sealed class HeldOutput(ForkedRun run, long most) : IDisposable
{
    private const int ChunkSize = 16 * 1024, Little = 64 * 1024;
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: ChunkSize, useSynchronizationContext: false));
    private readonly SemaphoreSlim progress = new(0);
    private long held;
    private volatile bool refused;

    /// <summary>All bytes ever added.</summary>
    public long Total { get; private set; }

    public Memory<byte> Room() => pipe.Writer.GetMemory(ChunkSize);

    /// <summary>Takes what was written into <see cref="Room"/>; returns when more may be added.</summary>
    public async ValueTask AddAsync(int count)
    {
        pipe.Writer.Advance(count);
        Total += count;
        Interlocked.Add(ref held, count);
        await pipe.Writer.FlushAsync();
        while (!refused && Interlocked.Read(ref held) > Limit())
            await progress.WaitAsync();
    }

    /// <summary>Nothing more will be added.</summary>
    public void End() => pipe.Writer.Complete();

    /// <summary>What is held; empty at the end.</summary>
    public async ValueTask<ReadOnlySequence<byte>> NextAsync() => (await pipe.Reader.ReadAsync()).Buffer;

    /// <summary>These have reached the caller.</summary>
    public void Sent(ReadOnlySequence<byte> bytes)
    {
        Interlocked.Add(ref held, -bytes.Length);
        pipe.Reader.AdvanceTo(bytes.End);
        progress.Release();
    }

    /// <summary>Nothing more will be read.</summary>
    public void Refuse()
    {
        refused = true;
        progress.Release();
        pipe.Reader.Complete();
    }

    public void Dispose() => progress.Dispose();

    private long Limit() => run.HasAllInput ? Little : most > 0 ? most : long.MaxValue;
}
