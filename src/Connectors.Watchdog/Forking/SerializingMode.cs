using System.Globalization;
using System.Text;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>A process a request, of any verb, whose standard output is the answer if it succeeds; of one that does not, the answer is how it ended.</summary>
internal sealed class SerializingMode(Forks forks, WatchdogOptions options, OutputLog log, TimeProvider time) : IRequestMode
{
    private readonly OutputReading reading = new(options, log);

    public async Task HandleAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        await using var output = new PooledOutput(reading.Folder);
        var (status, stopped) = await forks.RunAsync(context, run => reading.ReadAsync(run, output));
        var took = time.GetElapsedTime(began);
        if (stopped is not (StopReason.None or StopReason.ExecTimeout))
        {
            await StoppedAnswer.WriteAsync(context, stopped, options, log);
            return;
        }
        var response = context.Response;
        response.ContentType = options.ContentType ?? "application/octet-stream";
        response.Headers["X-Duration-Seconds"] = took.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        if (stopped is StopReason.None && status.Succeeded)
        {
            response.ContentLength = output.Length;
            await output.CopyToAsync(response.BodyWriter, context.RequestAborted);
        }
        else
        {
            var error = Encoding.UTF8.GetBytes(status.ToString());
            log.Write(status.ToString());
            response.StatusCode = StatusCodes.Status500InternalServerError;
            response.ContentLength = error.Length;
            await response.BodyWriter.WriteAsync(error, context.RequestAborted);
        }
    }
}
