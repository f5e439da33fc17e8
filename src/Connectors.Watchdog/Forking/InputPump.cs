using System.Buffers;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>
/// Carries a request's body to the program's standard input. A program that does not read it is no error: the rest is read and dropped,
/// because many callers take no answer before they have sent everything.
/// </summary>
internal static class InputPump
{
    private const int ChunkSize = 32 * 1024;

    /// <summary>Returns at the end of the body, or when its rest is not waited for.</summary>
    public static async Task RunAsync(ForkedRun run, IBodySource body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var arriving = await FeedAsync(run, body, buffer);
            while (await arriving > 0)
                arriving = ReadAsync(run, body, buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The last read is handed on rather than cancelled: the server reads no further in a body after a cancelled read.
    private static async Task<Task<int>> FeedAsync(ForkedRun run, IBodySource body, byte[] buffer)
    {
        var arriving = ReadAsync(run, body, buffer);
        try
        {
            while (await arriving.WaitAsync(run.LeaderGone) is > 0 and var read && await WriteAsync(run, buffer.AsMemory(0, read)))
                arriving = ReadAsync(run, body, buffer);
        }
        catch (OperationCanceledException) when (run.LeaderGone.IsCancellationRequested)
        {
            // The program has ended without reading all of it, which is its right.
        }
        finally
        {
            await run.EndInputAsync();
        }
        return arriving;
    }

    private static async Task<int> ReadAsync(ForkedRun run, IBodySource body, byte[] buffer)
    {
        try
        {
            return await body.ReadAsync(buffer.AsMemory(0, ChunkSize), run.RestUnwanted);
        }
        catch (TimeoutException)
        {
            StopIfWanted(run, StopReason.BodyStalled);
        }
        catch (BadHttpRequestException)
        {
            StopIfWanted(run, StopReason.BodyBroken);
        }
        catch (OperationCanceledException) when (run.RestUnwanted.IsCancellationRequested)
        {
            // Told by the reason for which the run was stopped.
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            run.Stop(StopReason.CallerGone);
        }
        return 0;
    }

    // A program that wanted no more input does not suffer from what is wrong with the rest.
    private static void StopIfWanted(ForkedRun run, StopReason reason)
    {
        if (!run.HasAllInput && !run.LeaderGone.IsCancellationRequested)
            run.Stop(reason);
    }

    private static async ValueTask<bool> WriteAsync(ForkedRun run, ReadOnlyMemory<byte> chunk)
    {
        try
        {
            await run.Input.WriteAsync(chunk, run.LeaderGone);
            return true;
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException)
        {
            // The program has closed its standard input or ended; it does not want the rest.
            return false;
        }
    }
}
