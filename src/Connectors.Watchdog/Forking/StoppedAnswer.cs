using Connectors.Core.Units;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>What the caller is told when a run was stopped.</summary>
internal static class StoppedAnswer
{
    public static Task WriteAsync(HttpContext context, StopReason reason, WatchdogOptions options, OutputLog log)
    {
        var (status, text) = reason switch
        {
            StopReason.ExecTimeout => (StatusCodes.Status408RequestTimeout, "Killed process."),
            StopReason.WriteTimeout => (StatusCodes.Status504GatewayTimeout,
                $"The answer took longer than {GoDuration.Format(options.WriteTimeout)} (write_timeout); the process was killed."),
            StopReason.BodyStalled => (StatusCodes.Status408RequestTimeout,
                $"The request's body did not arrive within {GoDuration.Format(options.ReadTimeout)} (read_timeout); the process was killed."),
            StopReason.BodyBroken => (StatusCodes.Status400BadRequest, "The request's body is malformed or broke off; the process was killed."),
            StopReason.OutputTooLong => (StatusCodes.Status500InternalServerError,
                $"The output is longer than {new ByteSize(options.MaxOutputBytes)}; the process was killed. The streaming mode has no such limit."),
            StopReason.OutputNotHeld => (StatusCodes.Status500InternalServerError, "The output could not be held; the log says why."),
            StopReason.Stopping => (StatusCodes.Status503ServiceUnavailable, "The function was stopped before it had answered."),
            _ => (0, "The caller went away; the process was killed."),
        };
        log.Write(text);
        if (status is not 0)
            return PlainAnswer.WriteAsync(context, status, text);
        context.Abort();
        return Task.CompletedTask;
    }
}
