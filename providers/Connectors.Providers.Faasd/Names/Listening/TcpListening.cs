using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Connectors.Providers.Faasd.Names.Forwarding;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Names.Listening;

/// <summary>Takes queries by TCP, one after another on each connection. Connections are few, and none may be silent for long.</summary>
internal sealed class TcpListening(Socket socket, NameServerOptions options, NameAnswers answers, TimeProvider time, ILogger logger)
{
    private const int LongestQuery = 4096;
    private const int MostConnections = 128;
    private const int MostOfOne = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ForwardingPlaces places = new(MostConnections, MostOfOne);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = await socket.AcceptAsync(cancellationToken);
                var from = ((IPEndPoint)connection.RemoteEndPoint!).Address;
                if (options.Askers.Contains(from) && places.TryEnter(from))
                    _ = ServeAsync(connection, from, cancellationToken);
                else
                    connection.Dispose();
            }
            catch (SocketException fault)
            {
                Log.NameQueryLost(logger, fault.SocketErrorCode);
                // Without places for files every try fails; some of them are given back by and by.
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket connection, IPAddress from, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var silence = new CancellationTokenSource(options.Silence, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            while (await ReadAsync(stream, both.Token) is { } query && await answers.AnswerAsync(query, from, byTcp: true, both.Token) is { } answer)
            {
                var framed = new byte[answer.Length + 2];
                BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)answer.Length);
                answer.CopyTo(framed, 2);
                await stream.WriteAsync(framed, both.Token);
                silence.CancelAfter(options.Silence);
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
            // It went, was silent too long, or we are stopping: whoever still wants to know asks again.
        }
        finally
        {
            places.Leave(from);
        }
    }

    private static async Task<byte[]?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var prefix = new byte[2];
        if (await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellationToken) < prefix.Length)
            return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(prefix);
        if (length > LongestQuery)
            return null;
        var query = new byte[length];
        await stream.ReadExactlyAsync(query, cancellationToken);
        return query;
    }
}
