using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Upstreams;

/// <summary>The caller's body as long as its call lasts; what is wrong with it ends the call. One reader.</summary>
internal sealed class CallerBody(TimedBody body, CallLimits limits)
{
    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="IOException">The body cannot be had; <see cref="CallLimits.Stopped"/> says why.</exception>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await body.ReadAsync(buffer, limits.Token);
        }
        catch (TimeoutException late)
        {
            limits.Stop(StopReason.BodyStalled);
            throw new IOException(late.Message, late);
        }
        catch (BadHttpRequestException)
        {
            limits.Stop(StopReason.BodyBroken);
            throw;
        }
    }
}
