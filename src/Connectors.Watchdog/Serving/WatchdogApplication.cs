using Connectors.Watchdog.Callers;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Metrics;
using Connectors.Watchdog.Processes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Serving;

/// <summary>Every request's way in: health and readiness, limits, and then the mode. No request's failure is another's.</summary>
internal sealed class WatchdogApplication(
    IRequestMode mode, InflightGate gate, HealthRoutes health, CallerDoor? door, CallMetrics metrics, WatchdogOptions options, OutputLog log, TimeProvider time)
    : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        if (health.TryHandle(context) is { } answered)
            return answered;
        return health.TryPointToProgram(context) ? AskProgramAsync(context) : CountAsync(context);
    }

    // Whoever looks after the function is no caller: neither limit nor log-in nor metrics are for it.
    private async Task AskProgramAsync(HttpContext context)
    {
        if (!gate.TryEnterBeside())
        {
            await PlainAnswer.RefuseAsync(context, "stopping");
            return;
        }
        try
        {
            await HandleAsync(context);
        }
        finally
        {
            gate.LeaveBeside();
        }
    }

    private async Task CountAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        metrics.Begin();
        try
        {
            await AdmitAsync(context);
        }
        finally
        {
            metrics.End(context.Response.StatusCode, context.Request.Method, time.GetElapsedTime(began));
        }
    }

    private async Task AdmitAsync(HttpContext context)
    {
        switch (gate.Enter())
        {
            case Admission.Closed:
                await PlainAnswer.RefuseAsync(context, "This replica is stopping.");
                return;
            case Admission.Full:
                await PlainAnswer.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"Concurrent request limit exceeded. Max concurrent requests: {options.MaxInflight}");
                return;
        }
        try
        {
            await using var deadline = AnswerDeadline.Of(context, options.WriteTimeout, time);
            await HandleAsync(context, door);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task HandleAsync(HttpContext context, CallerDoor? door = null)
    {
        try
        {
            if (door is not null && !await door.AdmitAsync(context))
                return;
            await mode.HandleAsync(context);
        }
        catch (BrokenOffException)
        {
            throw;
        }
        catch (SpawnException refused)
        {
            log.Write(refused.Message);
            var status = refused.TooLong ? StatusCodes.Status431RequestHeaderFieldsTooLarge : StatusCodes.Status500InternalServerError;
            await PlainAnswer.WriteAsync(context, status, refused.Message);
        }
        catch (Exception lost) when (context.RequestAborted.IsCancellationRequested && lost is IOException or OperationCanceledException)
        {
            log.Write("The caller went away before it had the whole answer.");
            context.Abort();
        }
        catch (Exception failure)
        {
            log.Write($"The watchdog failed to serve a request: {failure.GetType().Name}: {failure.Message}");
            await PlainAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, "The watchdog failed to serve the request; its log says why.");
        }
    }
}
