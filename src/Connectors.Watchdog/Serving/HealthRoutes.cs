using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Serving;

/// <summary><c>/_/health</c> (alive and not stopping) and <c>/_/ready</c> (would serve a request now).</summary>
/// <param name="gate">Whether there is room.</param>
/// <param name="lockFile">Whether it is there.</param>
/// <param name="isStopping">Whether the watchdog drains.</param>
/// <param name="notReady">Why it is not ready, null when it is.</param>
/// <param name="readyPath">What the program is asked for in the end; null: nothing.</param>
internal sealed class HealthRoutes(InflightGate gate, LockFile lockFile, Func<bool> isStopping, Func<string?> notReady, string? readyPath)
{
    private readonly string? readyPath = readyPath is null or ['/', ..] ? readyPath : "/" + readyPath;

    /// <summary>Answers, or returns null when the request is for the program, be it that it is asked itself whether it is ready.</summary>
    public Task? TryHandle(HttpContext context) => context.Request.Path.Value switch
    {
        "/_/health" => Answer(context, Health()),
        "/_/ready" => Ready() switch
        {
            { Status: StatusCodes.Status200OK } when readyPath is not null && HttpMethods.IsGet(context.Request.Method) => null,
            var answer => Answer(context, answer),
        },
        _ => null,
    };

    /// <summary>Whether a request that was not answered here asks the program if it is ready; then it has become one for the program's own path.</summary>
    public bool TryPointToProgram(HttpContext context)
    {
        if (readyPath is null || context.Request.Path.Value is not "/_/ready")
            return false;
        var at = readyPath.IndexOf('?', StringComparison.Ordinal);
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        request.RawTarget = readyPath;
        context.Request.Path = PathString.FromUriComponent(at < 0 ? readyPath : readyPath[..at]);
        context.Request.QueryString = at < 0 ? QueryString.Empty : new QueryString(readyPath[at..]);
        return true;
    }

    private (int Status, string Text) Health()
    {
        if (isStopping())
            return (StatusCodes.Status503ServiceUnavailable, "stopping");
        return lockFile.IsPresent ? (StatusCodes.Status200OK, "OK") : (StatusCodes.Status503ServiceUnavailable, "the lock file is gone");
    }

    private (int Status, string Text) Ready()
    {
        if (notReady() is { } reason)
            return (StatusCodes.Status503ServiceUnavailable, reason);
        if (!lockFile.IsPresent)
            return (StatusCodes.Status503ServiceUnavailable, "the lock file is gone");
        return gate.IsFull ? (StatusCodes.Status429TooManyRequests, "at the limit of concurrent requests") : (StatusCodes.Status200OK, "");
    }

    private static Task Answer(HttpContext context, (int Status, string Text) answer)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return PlainAnswer.WriteAsync(context, answer.Status, answer.Text);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }
}
