using Connectors.Core.Units;
using Connectors.Gateway.Invocations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Bodies;

/// <summary>A request body whose reads fail with 408 when nothing arrives for too long, with 413 when it is too large, and with 400 when it is malformed. One reader.</summary>
internal sealed class StallingBody(Stream body, RequestBodyRule rule, TimeSpan patience, TimeProvider time) : ArrivingStream
{
    /// <summary>Whether the last read has brought nothing, not even the end: the caller is the one who is waited for.</summary>
    public bool IsAwaited { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsAwaited = true;
        var stalled = TimedSources.Rent(time);
        stalled.CancelAfter(patience);
        try
        {
            using var caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), stalled);
            var count = await body.ReadAsync(buffer, stalled.Token);
            IsAwaited = false;
            return count;
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"the request body stalled for {GoDuration.Format(patience)}", StatusCodes.Status408RequestTimeout);
        }
        catch (BadHttpRequestException fault)
        {
            throw BodyFault.Of(fault, rule);
        }
        catch (IOException exception) when (exception is not ConnectionResetException)
        {
            // Not every malformed body is one to the server: a chunk longer than any number is a failed read to it.
            throw new BadHttpRequestException("the request body is malformed", StatusCodes.Status400BadRequest, exception);
        }
        finally
        {
            TimedSources.Return(stalled);
        }
    }
}
