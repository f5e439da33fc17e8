using Connectors.Core.Invocations;
using Connectors.Gateway.Invocations.Duplex;

namespace Connectors.Gateway.Invocations;

/// <summary>Sends a call to a function once (<see cref="OnceMessage"/>), whoever made its message.</summary>
internal sealed class OnceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request is OnceMessage once ? SendOnceAsync(once, cancellationToken)
        : MayBeSentAgain(request) ? SendOnceAsync(OnceMessage.InsteadOf(request), cancellationToken)
        : base.SendAsync(request, cancellationToken);

    // What the client has begun to send the content of, it does not send again.
    private static bool MayBeSentAgain(HttpRequestMessage request) =>
        request.Version.Major == 1 && (request.Content is null || request.Headers.NonValidated.Contains("Expect"));

    private async Task<HttpResponseMessage> SendOnceAsync(OnceMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException exception) when (message.IsWritten && CallFailures.IsUnconnected(exception))
        {
            // The connection for a second time was refused: by then the function had ended of the first.
            throw new HttpRequestException(exception.Message, new BrokenOffException());
        }
    }
}
