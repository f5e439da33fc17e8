using Connectors.Core.Invocations;
using Connectors.Gateway.Invocations.Duplex;

namespace Connectors.Gateway.Invocations;

/// <summary>Sends a call to a function once (<see cref="OnceMessage"/>), whoever made its message.</summary>
internal sealed class OnceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var message = request as OnceMessage ?? OnceMessage.InsteadOf(request);
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
