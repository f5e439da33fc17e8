using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>A process a request, whose output goes to the caller as it comes. A failure after the first byte breaks the connection off.</summary>
internal sealed class StreamingMode(Forks forks, WatchdogOptions options, OutputLog log, TimeProvider time) : IRequestMode
{
    public async Task HandleAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var written = 0L;
        var (status, stopped) = await forks.RunAsync(context, async run => written = await PassOnAsync(run, context));
        if (stopped is StopReason.ExecTimeout)
        {
            // The status stays 200, as of-watchdog's does; that the answer is not whole shows at its end.
            Begin(context);
            await context.Response.StartAsync(context.RequestAborted);
            log.Write("Killed process.");
            throw new BrokenOffException();
        }
        if (stopped is not StopReason.None)
        {
            await StoppedAnswer.WriteAsync(context, stopped, options, log);
        }
        else if (!status.Succeeded)
        {
            log.Write(status.ToString());
            await PlainAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, status + "\n");
            CallLine.Write(log, context, "500", written, time.GetElapsedTime(began), options);
        }
        else
        {
            Begin(context);
            CallLine.Write(log, context, "200", written, time.GetElapsedTime(began), options);
        }
    }

    private async Task<long> PassOnAsync(ForkedRun run, HttpContext context)
    {
        using var held = new HeldOutput(run, options.MaxOutputBytes);
        var sending = SendAsync(run, held, context);
        try
        {
            int read;
            while ((read = await run.ReadAsync(run.Output, held.Room())) > 0)
                await held.AddAsync(read);
        }
        finally
        {
            held.End();
            await sending;
        }
        return held.Total;
    }

    private async Task SendAsync(ForkedRun run, HeldOutput held, HttpContext context)
    {
        try
        {
            while (await held.NextAsync() is { IsEmpty: false } bytes)
            {
                Begin(context);
                foreach (var part in bytes)
                    await context.Response.BodyWriter.WriteAsync(part, run.Abandoned);
                held.Sent(bytes);
            }
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            // Told by the reason for which the run is stopped, now or before.
            run.Stop(StopReason.CallerGone);
        }
        finally
        {
            held.Refuse();
        }
    }

    private void Begin(HttpContext context)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = options.ContentType ?? "application/octet-stream";
    }
}
