using System.Globalization;
using System.Text;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Processes;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>A process a request, whose output is the answer if it succeeds.</summary>
internal sealed class ClassicMode(Forks forks, WatchdogOptions options, OutputLog log, TimeProvider time) : IRequestMode
{
    private readonly OutputReading reading = new(options, log);
    private readonly DebugLines debug = new(options, log);

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Method is not ("GET" or "POST" or "PUT" or "PATCH" or "DELETE"))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        debug.TellRequest(context.Request);
        log.Write("Forking fprocess.");
        var began = time.GetTimestamp();
        await using var output = new PooledOutput(reading.Folder);
        var (status, stopped) = await forks.RunAsync(context, run => reading.ReadAsync(run, output, debug.CopyOfOutput()));
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        if (stopped is not StopReason.None)
            await StoppedAnswer.WriteAsync(context, stopped, options, log);
        else if (!status.Succeeded)
            await FailAsync(context, status, output);
        else
            await SucceedAsync(context, output, seconds);
    }

    private async Task SucceedAsync(HttpContext context, PooledOutput output, double seconds)
    {
        var response = context.Response;
        response.ContentType = options.ContentType ?? context.Request.ContentType ?? "text/plain";
        response.ContentLength = output.Length;
        response.Headers["X-Duration-Seconds"] = seconds.ToString("F6", CultureInfo.InvariantCulture);
        debug.TellAnswer(response);
        await output.CopyToAsync(response.BodyWriter, context.RequestAborted);
        var size = options.WriteDebug ? "" : string.Create(CultureInfo.InvariantCulture, $"Wrote {output.Length} Bytes - ");
        log.Write(string.Create(CultureInfo.InvariantCulture, $"{size}Duration: {seconds:F6}s"));
    }

    private async Task FailAsync(HttpContext context, ExitStatus status, PooledOutput output)
    {
        var error = Encoding.UTF8.GetBytes(status + "\n");
        var response = context.Response;
        response.StatusCode = StatusCodes.Status500InternalServerError;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = error.Length + output.Length;
        log.Write(options.WriteDebug ? $"Success=false, Error={status}" : $"The process failed: {status}");
        await response.BodyWriter.WriteAsync(error, context.RequestAborted);
        await output.CopyToAsync(response.BodyWriter, context.RequestAborted);
    }
}
