using System.Buffers.Binary;
using System.Text;
using Connectors.Core.Invocations;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Headers as bytes: each name and value as UTF-8 after its length, in order.</summary>
internal static class HeaderBlob
{
    public static byte[] Write(InvocationHeaders headers)
    {
        if (headers.Count == 0)
            return [];
        var size = 0;
        foreach (var (name, value) in headers)
            size += 8 + Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        var blob = new byte[size];
        var rest = blob.AsSpan();
        foreach (var (name, value) in headers)
        {
            Write(name, ref rest);
            Write(value, ref rest);
        }
        return blob;
    }

    public static InvocationHeaders Read(ReadOnlySpan<byte> blob)
    {
        var headers = new InvocationHeaders();
        while (!blob.IsEmpty)
            headers.Add(ReadOne(ref blob), ReadOne(ref blob));
        return headers;
    }

    private static void Write(string text, ref Span<byte> rest)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(rest, length);
        rest = rest[(4 + length)..];
    }

    private static string ReadOne(ref ReadOnlySpan<byte> blob)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(blob);
        var text = Encoding.UTF8.GetString(blob.Slice(4, length));
        blob = blob[(4 + length)..];
        return text;
    }
}
