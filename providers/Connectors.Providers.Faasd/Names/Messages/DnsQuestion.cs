using System.Buffers.Binary;
using System.Text;

namespace Connectors.Providers.Faasd.Names.Messages;

/// <summary>
/// The one question of a query (RFC 1035). Nothing behind it is read: what is not ours to answer is passed on as it came. Read by us rather than by a
/// library, since those that are kept parse every kind of record there is, and every packet here may be hostile.
/// </summary>
/// <param name="Name">In lower case, without the dot at the end; null when its letters are not those of a host's name.</param>
/// <param name="Type">What is asked for.</param>
/// <param name="Class">The internet's is 1.</param>
/// <param name="End">Where the question ends in the message.</param>
internal readonly record struct DnsQuestion(string? Name, ushort Type, ushort Class, int End)
{
    public const int HeaderLength = 12;
    public const ushort TypeA = 1;
    public const ushort TypeAny = 255;
    public const ushort ClassInternet = 1;

    private const int LongestName = 255;
    private const int LongestLabel = 63;

    /// <summary>Why a message is not answered, or answered by an error; none for a question.</summary>
    public static DnsFault Read(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < HeaderLength || DnsHeader.IsResponse(message))
            return DnsFault.NoQuery;
        if (DnsHeader.Operation(message) != 0)
            return DnsFault.NotImplemented;
        if (DnsHeader.Questions(message) != 1 || !TryReadName(message, out var name, out var end) || message.Length < end + 4)
            return DnsFault.Malformed;
        question = new DnsQuestion(name, BinaryPrimitives.ReadUInt16BigEndian(message[end..]), BinaryPrimitives.ReadUInt16BigEndian(message[(end + 2)..]), end + 4);
        return DnsFault.None;
    }

    // A question stands first, so there is nothing before it that a pointer could point to: one here is refused, and so none can go in circles.
    private static bool TryReadName(ReadOnlySpan<byte> message, out string? name, out int end)
    {
        name = null;
        end = HeaderLength;
        var text = new StringBuilder();
        var isPlain = true;
        while (end < message.Length)
        {
            var length = message[end++];
            if (length == 0)
            {
                name = isPlain ? text.ToString() : null;
                return true;
            }
            if (length > LongestLabel || message.Length - end < length || end - HeaderLength + length >= LongestName)
                return false;
            if (text.Length > 0)
                text.Append('.');
            foreach (var letter in message.Slice(end, length))
            {
                isPlain &= letter is > 0x20 and < 0x7F and not (byte)'.';
                text.Append(char.ToLowerInvariant((char)letter));
            }
            end += length;
        }
        return false;
    }
}

/// <summary>What is wrong with a message.</summary>
internal enum DnsFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It asks nothing, so answering it could only begin a quarrel of two servers.</summary>
    NoQuery,

    /// <summary>It cannot be read.</summary>
    Malformed,

    /// <summary>It wants something other than an answer to a question.</summary>
    NotImplemented,
}
