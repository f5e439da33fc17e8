using System.Net;
using System.Security.Authentication;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Worker.Callbacks;

/// <summary>
/// What a try of a callback means. Delivered is 2xx and nothing else; 410 says that the target wants no more, a forbidden address stays
/// forbidden; everything else is tried again until the tries are used up.
/// </summary>
internal sealed class CallbackVerdict(CallbackSettings settings, TimeProvider time, Random random)
{
    private readonly RetryPolicy policy = settings.ToPolicy();

    public CallbackOutcome Answered(int attempt, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return new CallbackOutcome.Delivered();
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.Gone)
            return new CallbackOutcome.Dead("the target answered 410: it wants no callbacks");
        var hint = status is >= 300 and < 400 ? "; redirects are not followed" : "";
        return Failed(attempt, $"the target answered {status}{hint}", RetryAfter(response));
    }

    public CallbackOutcome Failed(int attempt, Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is ForbiddenAddressException)
                return new CallbackOutcome.Dead(cause.Message);
        }
        var innermost = exception.GetBaseException();
        var text = ReferenceEquals(innermost, exception) ? exception.Message : $"{exception.Message} ({innermost.Message})";
        // Of a certificate that is not trusted, the remedy too.
        var remedy = innermost is AuthenticationException ? "; an authority of your own is named by callback.ca-file" : "";
        return Failed(attempt, text + remedy);
    }

    public CallbackOutcome Failed(int attempt, string error, TimeSpan? retryAfter = null)
    {
        var line = OneLine.Of(error);
        return attempt >= policy.MaxAttempts
            ? new CallbackOutcome.Dead($"try {attempt} of {policy.MaxAttempts}: {line}")
            : new CallbackOutcome.RetryAfter(policy.NextDelay(attempt, random, retryAfter), line);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values) ? RetryPolicy.ParseRetryAfter(values.FirstOrDefault(), time.GetUtcNow()) : null;
}
