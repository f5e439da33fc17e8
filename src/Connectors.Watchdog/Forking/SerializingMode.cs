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
        var succeeded = stopped is StopReason.None && status.Succeeded;
        var error = succeeded ? [] : Encoding.UTF8.GetBytes(status.ToString());
        var response = context.Response;
        response.ContentType = options.ContentType ?? "application/octet-stream";
        response.Headers["X-Duration-Seconds"] = took.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        response.ContentLength = succeeded ? output.Length : error.Length;
        if (succeeded)
        {
            await output.CopyToAsync(response.BodyWriter, context.RequestAborted);
        }
        else
        {
            log.Write(status.ToString());
            response.StatusCode = StatusCodes.Status500InternalServerError;
            await response.BodyWriter.WriteAsync(error, context.RequestAborted);
        }
        CallLine.Write(log, context, succeeded ? "200" : "500", response.ContentLength.Value, time.GetElapsedTime(began), options);
    }
}
