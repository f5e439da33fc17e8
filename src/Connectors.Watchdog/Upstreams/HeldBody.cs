using System.IO.Pipelines;
using System.Net;
using Connectors.Watchdog.Forking;
using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Upstreams;

/// <summary>The caller's body, taken whole before the upstream gets any of it, so that its length is known. Belongs to its call.</summary>
internal sealed class HeldBody : HttpContent, IAsyncDisposable
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

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await held.CopyToAsync(writer, cancellationToken);
        await writer.CompleteAsync();
    }

    protected override bool TryComputeLength(out long known)
    {
        known = held.Length;
        return true;
    }
}
