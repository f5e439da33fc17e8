using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Connectors.Gateway.Bodies;

/// <summary>
/// Ends connections whose other end takes nothing for too long of what is to be sent. The server's own rule is about the mean of all that a
/// connection was sent, so that who took a thousand answers quickly could leave the next one for hours.
/// </summary>
internal static class TakenInTime
{
    /// <summary>As a step of a connection, before TLS.</summary>
    public static ConnectionDelegate Step(ConnectionDelegate next, TimeSpan patience, TimeProvider time) => async connection =>
    {
        var transport = connection.Transport;
        connection.Transport = new Taken(transport.Input, new TimedWriter(transport.Output, connection, patience, time));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    private sealed record Taken(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class TimedWriter(PipeWriter inner, ConnectionContext connection, TimeSpan patience, TimeProvider time) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            // Pending only while the buffers of the connection are full.
            var flush = inner.FlushAsync(cancellationToken);
            return flush.IsCompleted ? flush : WaitAsync(flush);
        }

        private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
        {
            using var enough = new CancellationTokenSource(patience, time);
            await using var abort = enough.Token.UnsafeRegister(static state => ((ConnectionContext)state!).Abort(new ConnectionAbortedException("What was sent was not taken in time.")), connection);
            return await flush;
        }
    }
}
