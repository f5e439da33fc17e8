using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Names.Listening;

/// <summary>Takes queries by UDP. One that waits for others keeps nobody waiting.</summary>
internal sealed class UdpListening(Socket socket, IPNetwork askers, NameAnswers answers, ILogger logger)
{
    private const int LongestQuery = 4096;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestQuery];
        var anybody = new IPEndPoint(IPAddress.Any, 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anybody, cancellationToken);
                var from = (IPEndPoint)received.RemoteEndPoint;
                if (askers.Contains(from.Address))
                    Answer(buffer.AsSpan(0, received.ReceivedBytes).ToArray(), from, cancellationToken);
            }
            catch (SocketException fault)
            {
                // Of one packet, and the next one may be well: too long, or its sender is gone.
                Log.NameQueryLost(logger, fault.SocketErrorCode);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Answer(byte[] query, IPEndPoint from, CancellationToken cancellationToken)
    {
        var answer = answers.AnswerAsync(query, from.Address, byTcp: false, cancellationToken);
        if (!answer.IsCompletedSuccessfully)
            _ = SendLaterAsync(answer, from);
        else if (answer.Result is { } known)
            _ = SendAsync(known, from);
    }

    private async Task SendLaterAsync(ValueTask<byte[]?> answer, IPEndPoint to)
    {
        try
        {
            if (await answer is { } known)
                await SendAsync(known, to);
        }
        catch (OperationCanceledException)
        {
            // We are stopping.
        }
    }

    private async Task SendAsync(byte[] answer, IPEndPoint to)
    {
        try
        {
            await socket.SendToAsync(answer, to);
        }
        catch (Exception lost) when (lost is SocketException or ObjectDisposedException)
        {
            Log.NameQueryLost(logger, (lost as SocketException)?.SocketErrorCode ?? SocketError.OperationAborted);
        }
    }
}
