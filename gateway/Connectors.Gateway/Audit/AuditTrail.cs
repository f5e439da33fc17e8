using Connectors.Gateway.Access;
using Connectors.Gateway.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Audit;

/// <summary>
/// Records every call of somebody who was let in that was to change something: on <c>/system</c>, and the end of an asynchronous call. Who is not let in is not
/// recorded, or strangers could write without end.
/// </summary>
internal sealed class AuditTrail(RequestDelegate next, AuditFile file, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>The log's category.</summary>
    public const string Category = "Connectors.Audit";

    private readonly ILogger logger = loggers.CreateLogger(Category);

    public Task InvokeAsync(HttpContext context) => IsWatched(context.Request) ? WatchAsync(context) : next(context);

    private async Task WatchAsync(HttpContext context)
    {
        var (at, started) = (time.GetUtcNow(), time.GetTimestamp());
        try
        {
            await next(context);
        }
        finally
        {
            if (Caller.Of(context) is { } caller)
                Record(context, caller, at, time.GetElapsedTime(started));
            else if (!IsOfSystem(context.Request) && context.Response.StatusCode < 400)
                Record(context, Caller.Anonymous, at, time.GetElapsedTime(started));
        }
    }

    private void Record(HttpContext context, Caller caller, DateTimeOffset at, TimeSpan took)
    {
        var target = context.Features.Get<AuditTarget>();
        var record = new AuditRecord(
            at, AuditText.Of(caller.Name), Word(caller.Kind), ClientAddress.Of(context).ToString(), AuditText.Of(context.Request.Method), AuditText.Of(context.Request.Path.Value ?? ""),
            target?.Namespace is { } space ? AuditText.Of(space) : null, target?.Name is { } name ? AuditText.Of(name) : null, context.Response.StatusCode, took.TotalSeconds);
        // Connectors that run apart write theirs all the time.
        if (context.Request.Path.StartsWithSegments("/system/checkpoints", StringComparison.OrdinalIgnoreCase))
        {
            AuditLog.CheckpointWritten(logger, record.Who, record.By, record.From, record.Method, record.Path, record.Status);
            return;
        }
        AuditLog.Called(logger, record.Who, record.By, record.From, record.Method, record.Path, record.Namespace, record.Name, record.Status, record.Seconds);
        file.Write(record);
    }

    private static bool IsWatched(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && (IsOfSystem(request) || HttpMethods.IsDelete(request.Method) && request.Path.StartsWithSegments("/async-function", StringComparison.OrdinalIgnoreCase));

    private static bool IsOfSystem(HttpRequest request) => request.Path.StartsWithSegments("/system", StringComparison.OrdinalIgnoreCase);

    private static string Word(CallerKind kind) => kind switch
    {
        CallerKind.Basic => "basic",
        CallerKind.Token => "token",
        _ => "nothing",
    };
}
