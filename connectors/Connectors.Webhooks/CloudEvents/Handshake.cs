using System.Globalization;
using Connectors.Webhooks.Intake;
using Connectors.Webhooks.Sources;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.CloudEvents;

/// <summary>
/// The abuse protection of CloudEvents' webhooks: a sender asks by OPTIONS whether it may deliver, before it does. What it is told grants
/// nothing: a delivery still needs its proof.
/// </summary>
internal static class Handshake
{
    private const string Asking = "WebHook-Request-Origin";
    private const string AskingRate = "WebHook-Request-Rate";
    private const string Allowed = "WebHook-Allowed-Origin";
    private const string AllowedRate = "WebHook-Allowed-Rate";

    public static Task AnswerAsync(HttpContext http, WebhookSourceSettings settings)
    {
        if (http.Request.Headers[Asking] is not [{ Length: > 0 and <= 253 } origin] || Uri.CheckHostName(origin) == UriHostNameType.Unknown)
            return Refusal.Malformed($"the header {Asking} must be there once and name the host that wants to deliver").WriteAsync(http);
        http.Response.Headers.Allow = HttpMethods.Post;
        if (settings.AllowedOrigins.Any(allowed => allowed == "*" || string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase)))
        {
            http.Response.Headers[Allowed] = origin;
            if (http.Request.Headers.ContainsKey(AskingRate) || settings.RateLimit > 0)
                http.Response.Headers[AllowedRate] = settings.RateLimit > 0 ? settings.RateLimit.ToString(CultureInfo.InvariantCulture) : "*";
        }
        http.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;
    }
}
