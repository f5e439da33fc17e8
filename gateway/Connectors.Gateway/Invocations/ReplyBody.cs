using Connectors.Gateway.Bodies;

namespace Connectors.Gateway.Invocations;

/// <summary>A function's answer as it arrives; silence or a break shows as <see cref="IOException"/>. Disposing it aborts what has not arrived.</summary>
internal sealed class ReplyBody(Stream body, HttpResponseMessage response, SilenceTimer silence, CallFailure whenSilent) : ArrivingStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        silence.Touch();
        using var caller = silence.Follow(cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, silence.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(whenSilent.Line);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        finally
        {
            silence.Rest();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
            silence.Dispose();
        }
        base.Dispose(disposing);
    }
}
