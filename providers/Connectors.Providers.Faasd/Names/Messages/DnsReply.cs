using System.Buffers.Binary;
using System.Net;

namespace Connectors.Providers.Faasd.Names.Messages;

/// <summary>Writes answers.</summary>
internal static class DnsReply
{
    /// <summary>So many addresses fit into the smallest message that everybody takes.</summary>
    public const int MostAddresses = 12;

    // Replicas come and go, and asking costs next to nothing.
    private const uint SecondsToLive = 5;
    private const int AddressRecordLength = 16;
    private const ushort PointerToQuestion = 0xC000 | DnsQuestion.HeaderLength;

    /// <summary>The addresses of a name of ours; none is an answer too: there is the name, but not what was asked of it.</summary>
    public static byte[] Addresses(ReadOnlySpan<byte> query, DnsQuestion question, IReadOnlyList<IPAddress> addresses)
    {
        var count = Math.Min(addresses.Count, MostAddresses);
        var reply = Begin(query, question.End, DnsResult.Success, count * AddressRecordLength);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(6), (ushort)count);
        for (var i = 0; i < count; i++)
            WriteAddress(reply.AsSpan(question.End + i * AddressRecordLength), addresses[i]);
        return reply;
    }

    /// <summary>An error that repeats the question.</summary>
    public static byte[] Error(ReadOnlySpan<byte> query, DnsQuestion question, DnsResult result) => Begin(query, question.End, result, 0);

    /// <summary>An error about a message whose question cannot be read.</summary>
    public static byte[] Error(ReadOnlySpan<byte> query, DnsResult result)
    {
        var reply = Begin(query, DnsQuestion.HeaderLength, result, 0);
        reply.AsSpan(4).Clear();
        return reply;
    }

    private static byte[] Begin(ReadOnlySpan<byte> query, int length, DnsResult result, int room)
    {
        var reply = new byte[length + room];
        query[..length].CopyTo(reply);
        reply[2] = (byte)(DnsHeader.ResponseBit | (query[2] & (DnsHeader.OperationBits | DnsHeader.RecursionDesiredBit)));
        if (result is DnsResult.Success or DnsResult.NoSuchName)
            reply[2] |= DnsHeader.AuthoritativeBit;
        reply[3] = (byte)(DnsHeader.RecursionAvailableBit | (int)result);
        // Of the four counts only that of questions stays.
        reply.AsSpan(6, 6).Clear();
        return reply;
    }

    private static void WriteAddress(Span<byte> record, IPAddress address)
    {
        BinaryPrimitives.WriteUInt16BigEndian(record, PointerToQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], DnsQuestion.TypeA);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], DnsQuestion.ClassInternet);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], SecondsToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], 4);
        address.TryWriteBytes(record[12..], out _);
    }
}

/// <summary>How a question was answered.</summary>
internal enum DnsResult
{
    Success = 0,
    Malformed = 1,
    ServerFailure = 2,
    NoSuchName = 3,
    NotImplemented = 4,
    Refused = 5,
}
