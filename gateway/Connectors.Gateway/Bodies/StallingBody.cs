using Connectors.Core.Units;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Bodies;

/// <summary>A request body whose reads fail with 408 when nothing arrives for too long. One reader.</summary>
internal sealed class StallingBody(Stream body, TimeSpan patience, TimeProvider time) : ArrivingStream
{
    // One for all reads; without a running timer it needs no disposal.
    private readonly CancellationTokenSource stalled = new(Timeout.InfiniteTimeSpan, time);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        stalled.CancelAfter(patience);
        using var caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), stalled);
        try
        {
            return await body.ReadAsync(buffer, stalled.Token);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"the request body stalled for {GoDuration.Format(patience)}", StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            stalled.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
