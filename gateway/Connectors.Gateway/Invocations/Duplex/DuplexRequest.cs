using System.Net.Sockets;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>Sends one request: its head, and beside the reading of the answer its body.</summary>
internal sealed class DuplexRequest(NetworkStream network, HttpRequestMessage request, TimeProvider time)
{
    // As long as curl waits; a function that knows nothing of leave gets its body then.
    private static readonly TimeSpan longestWaitForLeave = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<bool>? leave =
        request.Headers.NonValidated.Contains("Expect") ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    /// <summary>Sends the head and begins with the body, which goes on until its end or until the connection is closed.</summary>
    public async ValueTask StartAsync(CancellationToken closed, CancellationToken cancellationToken)
    {
        await network.WriteAsync(RequestHead.Of(request), cancellationToken);
        _ = SendBodyAsync(closed);
    }

    /// <summary>Something of the answer has come: leave to send the body (100), or the answer itself, which makes a body that was not begun needless.</summary>
    public void Answered(ReadOnlySpan<byte> start) => leave?.TrySetResult(start.StartsWith("HTTP/1.1 1"u8));

    private async Task SendBodyAsync(CancellationToken closed)
    {
        var body = new FramedBody(network, chunked: request.Content!.Headers.ContentLength is null);
        try
        {
            if (leave is not null && !await HasLeaveAsync(closed))
                return;
            await request.Content.CopyToAsync(body, closed);
            await body.EndAsync(RequestTrailers.Of(request), closed);
        }
        catch (Exception) when (body.IsRefused || closed.IsCancellationRequested)
        {
            // The function takes no more of it, or has answered already: what it says counts.
        }
        catch (Exception)
        {
            // The sender of the body broke off, which the content knows and tells; the function must not take the part for the whole.
            network.Socket.LingerState = new LingerOption(true, 0);
            network.Dispose();
        }
    }

    private async Task<bool> HasLeaveAsync(CancellationToken closed)
    {
        try
        {
            return await leave!.Task.WaitAsync(longestWaitForLeave, time, closed);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
