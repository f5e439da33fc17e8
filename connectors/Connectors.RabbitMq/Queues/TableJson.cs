using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Queues;

/// <summary>Tables and lists in a message's headers, such as <c>x-death</c>, as JSON.</summary>
internal static class TableJson
{
    /// <summary>A longer one is left out: it would take the room of the message's other headers, or have the whole message refused.</summary>
    public const int Longest = 8 << 10;

    private const int Deepest = 16;

    // A header holds ASCII: what is none is escaped as JSON has it.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <returns>Null when it is too long or too deep.</returns>
    public static string? Of(object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            if (!TryWrite(json, value, 0))
                return null;
        }
        return buffer.WrittenCount <= Longest ? Encoding.ASCII.GetString(buffer.WrittenSpan) : null;
    }

    private static bool TryWrite(Utf8JsonWriter json, object? value, int depth)
    {
        if (depth > Deepest || json.BytesCommitted + json.BytesPending > Longest)
            return false;
        switch (value)
        {
            case null:
                json.WriteNullValue();
                return true;
            case IDictionary table:
                return TryWriteTable(json, table, depth);
            case byte[] bytes:
                json.WriteStringValue(Encoding.UTF8.GetString(bytes));
                return true;
            case BinaryTableValue binary:
                json.WriteBase64StringValue(binary.Bytes);
                return true;
            case IList list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    if (!TryWrite(json, item, depth + 1))
                        return false;
                }
                json.WriteEndArray();
                return true;
            case bool known:
                json.WriteBooleanValue(known);
                return true;
            case AmqpTimestamp stamp:
                json.WriteNumberValue(stamp.UnixTime);
                return true;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return true;
            case decimal number:
                json.WriteNumberValue(number);
                return true;
            case float or double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number):
                json.WriteNumberValue(number);
                return true;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                return true;
        }
    }

    private static bool TryWriteTable(Utf8JsonWriter json, IDictionary table, int depth)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in table)
        {
            json.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
            if (!TryWrite(json, entry.Value, depth + 1))
                return false;
        }
        json.WriteEndObject();
        return true;
    }
}
