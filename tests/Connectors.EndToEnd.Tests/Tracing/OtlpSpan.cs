using System.Text;

namespace Connectors.EndToEnd.Tests.Tracing;

/// <summary>A span as it came, of an ExportTraceServiceRequest.</summary>
internal sealed record OtlpSpan(string Service, string TraceId, string SpanId, string ParentId, string Name, int Kind, bool IsError, IReadOnlyDictionary<string, string> Attributes)
{
    public static IEnumerable<OtlpSpan> ReadAll(byte[] request) =>
        from resourceSpans in Messages(request, 1)
        let service = Messages(resourceSpans, 1).Select(resource => Pairs(resource, 1)).First()["service.name"]
        from scopeSpans in Messages(resourceSpans, 2)
        from span in Messages(scopeSpans, 2)
        select Read(service, span);

    private static OtlpSpan Read(string service, ReadOnlyMemory<byte> span) => new(
        service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5), Number(span, 6), Messages(span, 15).Any(status => Number(status, 3) == 2), Pairs(span, 9));

    private static Dictionary<string, string> Pairs(ReadOnlyMemory<byte> message, int field) =>
        Messages(message, field).ToDictionary(pair => Text(pair, 1), pair => Value(Messages(pair, 2).Single()));

    // Of any value only text, truth and whole numbers occur here.
    private static string Value(ReadOnlyMemory<byte> value) => Messages(value, 1).Any() ? Text(value, 1) : $"{Number(value, 2) + Number(value, 3)}";

    private static string Text(ReadOnlyMemory<byte> message, int field) => string.Concat(Messages(message, field).Select(text => Encoding.UTF8.GetString(text.Span)));

    private static string Hex(ReadOnlyMemory<byte> message, int field) => string.Concat(Messages(message, field).Select(bytes => Convert.ToHexStringLower(bytes.Span)));

    private static int Number(ReadOnlyMemory<byte> message, int field) => Fields(message).Where(one => one.Field == field).Select(one => (int)one.Number).FirstOrDefault();

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(one => one.Field == field).Select(one => one.Bytes);

    private static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var key = Varint(message, ref at);
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return (field, Varint(message, ref at), default);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return (field, 0, message.Slice(at, length));
                    at += length;
                    break;
                case var fixedSize:
                    at += fixedSize == 1 ? 8 : 4;
                    break;
            }
        }
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = message.Span[at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return value;
        }
    }
}
