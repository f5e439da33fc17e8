using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Connectors.Providers.Faasd.Names.Messages;

namespace Connectors.Providers.Faasd.Names.Forwarding;

/// <summary>Asks those who resolve names for this machine, one after another. Thread-safe.</summary>
internal sealed class Forwarder(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider time)
{
    private const int MostWaiting = 512;
    private const int MostOfOne = 64;
    private const int LongestAnswer = 65_535;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ForwardingPlaces places = new(MostWaiting, MostOfOne);

    /// <summary>The answer as it came, under the caller's own number; null when nobody answers, or too many are waiting.</summary>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, DnsQuestion question, IPAddress from, bool byTcp, CancellationToken cancellationToken)
    {
        if (!places.TryEnter(from))
            return null;
        try
        {
            foreach (var server in servers())
            {
                if (await AskOneAsync(server, query, question, byTcp, cancellationToken) is { } answer)
                    return answer;
            }
            return null;
        }
        finally
        {
            places.Leave(from);
        }
    }

    private async Task<byte[]?> AskOneAsync(IPEndPoint server, ReadOnlyMemory<byte> query, DnsQuestion question, bool byTcp, CancellationToken cancellationToken)
    {
        // A number and a port of its own for each question: whoever is not on the way cannot guess both.
        var asked = query.ToArray();
        DnsHeader.SetId(asked, (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1));
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var socket = new Socket(server.AddressFamily, byTcp ? SocketType.Stream : SocketType.Dgram, byTcp ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(server, both.Token);
            var answer = byTcp ? await ByTcpAsync(socket, asked, both.Token) : await ByUdpAsync(socket, asked, question, both.Token);
            if (!IsAnswer(answer, asked, question))
                return null;
            DnsHeader.SetId(answer, DnsHeader.Id(query.Span));
            return answer;
        }
        catch (Exception failed) when (failed is SocketException or EndOfStreamException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next may know.
            return null;
        }
    }

    private static async Task<byte[]> ByUdpAsync(Socket socket, byte[] asked, DnsQuestion question, CancellationToken cancellationToken)
    {
        await socket.SendAsync(asked, cancellationToken);
        var buffer = new byte[LongestAnswer];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken);
            // What is no answer to this may be somebody's guess: the real one can still come.
            if (IsAnswer(buffer.AsSpan(0, length), asked, question))
                return buffer[..length];
        }
    }

    private static async Task<byte[]> ByTcpAsync(Socket socket, byte[] asked, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket);
        var framed = new byte[asked.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)asked.Length);
        asked.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellationToken);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer;
    }

    private static bool IsAnswer(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> asked, DnsQuestion question)
    {
        if (answer.Length < DnsQuestion.HeaderLength || !DnsHeader.IsResponse(answer) || DnsHeader.Id(answer) != DnsHeader.Id(asked))
            return false;
        // Who could not read the question does not repeat it.
        if (DnsHeader.Questions(answer) == 0)
            return DnsHeader.Result(answer) != 0;
        return answer.Length >= question.End && answer[DnsQuestion.HeaderLength..question.End].SequenceEqual(asked[DnsQuestion.HeaderLength..question.End]);
    }
}
