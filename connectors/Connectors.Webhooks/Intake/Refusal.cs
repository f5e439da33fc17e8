using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.Intake;

/// <summary>Why a request is not taken: a status and one line for its sender.</summary>
internal sealed record Refusal(int Status, string Reason)
{
    /// <summary>When the sender may try again; null: nothing is said about it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the sender may still be sending, so that the connection is of no more use.</summary>
    public bool IsBodyUnread { get; init; }

    /// <summary>Whether a bearer's token would have been taken.</summary>
    public bool TakesBearer { get; init; }

    public static Refusal Malformed(string reason) => new(StatusCodes.Status400BadRequest, reason);

    public static Refusal WrongMethod { get; } = new(StatusCodes.Status405MethodNotAllowed, "events arrive by POST");

    public static Refusal Unavailable(string reason, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, reason) { RetryAfter = retryAfter };

    public static Refusal TooMany(string source, int limit, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, $"more than {limit} deliveries a minute for '{source}'; nothing was taken") { RetryAfter = retryAfter };

    public Task WriteAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = Status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers["X-OpenFaaS-Internal"] = "gateway";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        if (TakesBearer)
            response.Headers.WWWAuthenticate = "Bearer";
        if (IsBodyUnread && HttpProtocol.IsHttp11(http.Request.Protocol))
            response.Headers.Connection = "close";
        var line = Encoding.UTF8.GetBytes($"{Reason}\n");
        // Announced, so that the answer is whole even when the server then breaks off what remains of the request.
        response.ContentLength = line.Length;
        return response.Body.WriteAsync(line, http.RequestAborted).AsTask();
    }
}
