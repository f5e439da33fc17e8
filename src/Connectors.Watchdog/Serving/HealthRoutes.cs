using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Serving;

/// <summary><c>/_/health</c> (alive and not stopping) and <c>/_/ready</c> (would serve a request now).</summary>
/// <param name="gate">Whether there is room.</param>
/// <param name="isStopping">Whether the watchdog drains.</param>
/// <param name="notReady">Why it is not ready, null when it is.</param>
internal sealed class HealthRoutes(InflightGate gate, Func<bool> isStopping, Func<string?> notReady)
{
    /// <summary>Answers, or returns null when the request is for the program.</summary>
    public Task? TryHandle(HttpContext context) => context.Request.Path.Value switch
    {
        "/_/health" => Answer(context, Health()),
        "/_/ready" => Answer(context, Ready()),
        _ => null,
    };

    private (int Status, string Text) Health() =>
        isStopping() ? (StatusCodes.Status503ServiceUnavailable, "stopping") : (StatusCodes.Status200OK, "OK");

    private (int Status, string Text) Ready()
    {
        if (notReady() is { } reason)
            return (StatusCodes.Status503ServiceUnavailable, reason);
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
