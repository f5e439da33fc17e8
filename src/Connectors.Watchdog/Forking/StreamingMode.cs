using System.Globalization;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>A process a request, whose output goes to the caller as it comes. A failure after the first byte breaks the connection off.</summary>
internal sealed class StreamingMode(Forks forks, WatchdogOptions options, OutputLog log, TimeProvider time) : IRequestMode
{
    private const int ChunkSize = 16 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        log.Write("Forking fprocess.");
        var began = time.GetTimestamp();
        var written = 0L;
        var (status, stopped) = await forks.RunAsync(context, async run => written = await PassOnAsync(run, context));
        if (stopped is not StopReason.None)
        {
            await StoppedAnswer.WriteAsync(context, stopped, options, log);
        }
        else if (!status.Succeeded)
        {
            log.Write($"The process failed: {status}");
            await PlainAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, status + "\n");
        }
        else
        {
            Begin(context);
            log.Write(string.Create(CultureInfo.InvariantCulture, $"Wrote {written} Bytes - Duration: {time.GetElapsedTime(began).TotalSeconds:F6}"));
        }
    }

    private async Task<long> PassOnAsync(ForkedRun run, HttpContext context)
    {
        var written = 0L;
        var writer = context.Response.BodyWriter;
        while (true)
        {
            var read = await run.ReadAsync(run.Output, writer.GetMemory(ChunkSize));
            if (read == 0)
                return written;
            Begin(context);
            writer.Advance(read);
            written += read;
            if (!await FlushAsync(run, context))
                return written;
        }
    }

    private static async ValueTask<bool> FlushAsync(ForkedRun run, HttpContext context)
    {
        try
        {
            var flushed = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (!flushed.IsCompleted)
                return true;
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            // Told by the reason for which the run is stopped now.
        }
        run.Stop(StopReason.CallerGone);
        return false;
    }

    private void Begin(HttpContext context)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = options.ContentType ?? "application/octet-stream";
    }
}
