using System.Net;
using System.Text;
using Connectors.Gateway.Answers;

namespace Connectors.Gateway.Invocations;

/// <summary>
/// A 503 by which the watchdog in front of a function says that it stops or is not ready: the function has seen nothing of the request.
/// </summary>
internal static class WatchdogRefusal
{
    private const string Watchdog = "watchdog";
    private const int MostWords = 512;

    /// <summary>The watchdog's words when the answer is such a refusal, else null. They are read, and the answer is of no more use.</summary>
    public static async ValueTask<string?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable
            || !answer.Headers.NonValidated.TryGetValues(PlainAnswer.InternalHeader, out var marks) || !marks.Contains(Watchdog))
            return null;
        var buffer = new byte[MostWords];
        await using var words = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var length = await words.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }
}
