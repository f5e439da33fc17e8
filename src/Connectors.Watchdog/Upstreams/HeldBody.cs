using System.IO.Pipelines;
using Connectors.Watchdog.Forking;
using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Upstreams;

/// <summary>The caller's body, taken whole before the upstream gets any of it, so that its length is known. Belongs to its call.</summary>
internal sealed class HeldBody : IAsyncDisposable
{
    private readonly PooledOutput held;

    private HeldBody(PooledOutput held) => this.held = held;

    /// <summary>Takes it; what is wrong with it is thrown.</summary>
    /// <param name="body">The caller's.</param>
    /// <param name="folder">For what is too much for the memory.</param>
    /// <param name="limits">Of the call.</param>
    public static async Task<HeldBody> TakeAsync(CallerBody body, string folder, CallLimits limits)
    {
        var held = new PooledOutput(folder);
        try
        {
            int read;
            while ((read = await body.ReadAsync(held.Room())) > 0)
                await HoldAsync(held, read, limits);
            return new HeldBody(held);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    private static async ValueTask HoldAsync(PooledOutput held, int count, CallLimits limits)
    {
        try
        {
            await held.AdvanceAsync(count);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            limits.Stop(StopReason.BodyNotHeld);
            throw new IOException(full.Message, full);
        }
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();

    /// <summary>In bytes.</summary>
    public long Length => held.Length;

    /// <summary>Writes all of it.</summary>
    public async Task CopyToAsync(Stream stream, CancellationToken cancellationToken)
    {
        var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await held.CopyToAsync(writer, cancellationToken);
        await writer.CompleteAsync();
    }
}
