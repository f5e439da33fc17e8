using System.Buffers.Binary;
using System.Text;

namespace Connectors.Providers.Faasd.Tests.Names;

/// <summary>Messages as a resolver writes and reads them, by a hand of its own.</summary>
internal static class DnsPacket
{
    public const ushort A = 1;
    public const ushort Aaaa = 28;

    public static byte[] Query(string name, ushort id = 7, ushort type = A)
    {
        var message = new List<byte> { (byte)(id >> 8), (byte)id, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.Latin1.GetBytes(label));
        }
        message.AddRange([0, (byte)(type >> 8), (byte)type, 0, 1]);
        return [.. message];
    }

    /// <summary>An answer of another server: the query with one address.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, byte last)
    {
        var answer = new byte[query.Length + 16];
        query.CopyTo(answer);
        answer[2] |= 0x80;
        answer[3] |= 0x80;
        answer[7] = 1;
        ((ReadOnlySpan<byte>)[0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, last]).CopyTo(answer.AsSpan(query.Length));
        return answer;
    }

    public static int Result(byte[] answer) => answer[3] & 0x0F;

    public static ushort Id(byte[] answer) => BinaryPrimitives.ReadUInt16BigEndian(answer);

    /// <summary>The addresses in an answer to a question of that length, in their order.</summary>
    public static IReadOnlyList<string> Addresses(byte[] answer, int questionEnd) =>
        [.. Enumerable.Range(0, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6))).Select(i => string.Join('.', answer.AsSpan(questionEnd + 16 * i + 12, 4).ToArray()))];
}
