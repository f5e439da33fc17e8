using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Connectors.Providers.Faasd.Registries.Transfer;

/// <summary>What answers mean.</summary>
internal static class RegistryAnswers
{
    private const int LongestReason = 300;
    private const int LargestFault = 16 << 10;

    public static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Whether the same request may have another answer soon.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (>= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented);

    /// <summary>How long whoever answered wants to be left alone.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? answer, Exception? fault) => answer?.Headers.RetryAfter?.Delta ?? (fault as RegistryException)?.RetryAfter;

    public static RegistryException TooLarge(string who, long most) =>
        new(RegistryFault.Invalid, $"{who} answered with more than {most} bytes, which is not read.");

    /// <summary>What cannot be had, as a sentence.</summary>
    public static async Task<RegistryException> FaultAsync(RegistryHttp http, HttpResponseMessage answer, string who, string what, CancellationToken cancellationToken)
    {
        var reason = await ReasonAsync(http, answer, who, cancellationToken);
        var said = $"{(int)answer.StatusCode}{(reason is null ? "" : $", {reason}")}";
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => new RegistryException(RegistryFault.Missing, $"{who} has no {what} ({said}). Look at the name and the tag, and whether it has been pushed."),
            HttpStatusCode.Forbidden => new RegistryException(RegistryFault.Denied, $"{who} does not let {what} be read ({said})."),
            HttpStatusCode.TooManyRequests => new RegistryException(RegistryFault.Away, $"{who} has been asked too often for now ({said}): try again later, or log in.") { RetryAfter = answer.Headers.RetryAfter?.Delta },
            var status when IsPassing(status) => new RegistryException(RegistryFault.Away, $"{who} cannot give {what} at the moment ({said}): try again later.") { RetryAfter = answer.Headers.RetryAfter?.Delta },
            _ => new RegistryException(RegistryFault.Invalid, $"{who} answered {said} when it was asked for {what}, which the distribution protocol does not know."),
        };
    }

    /// <summary>Why nobody answers: the innermost cause tells more than the outermost.</summary>
    public static string Reason(HttpRequestException fault)
    {
        var cause = fault.InnerException is SocketException or IOException or System.Security.Authentication.AuthenticationException ? fault.InnerException.Message : fault.Message;
        return cause.TrimEnd('.') + ". Look whether it runs, and whether this machine reaches it.";
    }

    private static async Task<string?> ReasonAsync(RegistryHttp http, HttpResponseMessage answer, string who, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
            return null;
        try
        {
            using var json = JsonDocument.Parse(await http.ReadAsync(answer, LargestFault, who, cancellationToken));
            var message = json.RootElement.GetProperty("errors")[0].GetProperty("message").GetString();
            return string.IsNullOrWhiteSpace(message) ? null : ForeignText.Shown(message, LongestReason);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or RegistryException)
        {
            // The status says enough.
            return null;
        }
    }
}
