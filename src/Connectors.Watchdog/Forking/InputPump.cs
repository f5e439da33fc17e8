using System.Buffers;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>Carries a request's body to the program's standard input. A program that does not read it is no error.</summary>
internal static class InputPump
{
    private const int ChunkSize = 32 * 1024;

    public static async Task RunAsync(ForkedRun run, TimedBody body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await ReadAsync(run, body, buffer, cancellationToken)) > 0)
            {
                if (!await WriteAsync(run, buffer.AsMemory(0, read), cancellationToken))
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await run.EndInputAsync();
        }
    }

    private static async ValueTask<int> ReadAsync(ForkedRun run, TimedBody body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (TimeoutException)
        {
            run.Stop(StopReason.BodyStalled);
        }
        catch (BadHttpRequestException)
        {
            run.Stop(StopReason.BodyBroken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program has ended without reading all of it, which is its right.
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            run.Stop(StopReason.CallerGone);
        }
        return 0;
    }

    private static async ValueTask<bool> WriteAsync(ForkedRun run, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        try
        {
            await run.Input.WriteAsync(chunk, cancellationToken);
            return true;
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException)
        {
            // The program has closed its standard input or ended; it does not want the rest.
            return false;
        }
    }
}
