using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;

namespace Connectors.Kafka.Messages;

/// <summary>Turns messages into events.</summary>
internal static class KafkaEvents
{
    private const string Prefix = "X-Kafka-";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Those belong to everybody's traces, not to Kafka.
    private static readonly HashSet<string> Unchanged = new(StringComparer.OrdinalIgnoreCase) { "traceparent", "tracestate", "baggage" };

    // A producer must not tell a function another place than the message's own.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Partition", "Offset", "Key", "Key-Enc", "Tombstone", "Timestamp",
    };

    /// <param name="message">As it came.</param>
    /// <param name="order">What the event's ordering key is made of.</param>
    public static ConnectorEvent Of(ConsumeResult<byte[], byte[]> message, KafkaOrder order)
    {
        var headers = new InvocationHeaders
        {
            { Prefix + "Partition", message.Partition.Value.ToString(CultureInfo.InvariantCulture) },
            { Prefix + "Offset", message.Offset.Value.ToString(CultureInfo.InvariantCulture) },
        };
        var stamp = message.Message.Timestamp;
        // Producers may write any number there.
        var isTimed = stamp.Type != TimestampType.NotAvailable && stamp.UnixTimestampMs >= 0 && stamp.UnixTimestampMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        if (isTimed)
            headers.Add(Prefix + "Timestamp", stamp.UnixTimestampMs.ToString(CultureInfo.InvariantCulture));
        if (message.Message.Key is { } key)
            AddKey(headers, key);
        if (message.Message.Value is null)
            headers.Add(Prefix + "Tombstone", "true");
        var contentType = AddHeaders(headers, message.Message.Headers);
        return new ConnectorEvent
        {
            Topic = message.Topic,
            Body = message.Message.Value is { } value ? InvocationBody.FromMemory(value) : InvocationBody.Empty,
            ContentType = contentType,
            Headers = headers,
            Time = isTimed ? DateTimeOffset.FromUnixTimeMilliseconds(stamp.UnixTimestampMs) : null,
            Key = OrderingKey.Of(message, order),
            // A topic that was deleted and made again begins at 0 again: the time keeps its messages from being taken for the former ones.
            Id = string.Create(CultureInfo.InvariantCulture, $"{message.Topic}/{message.Partition.Value}/{message.Offset.Value}@{stamp.UnixTimestampMs}"),
        };
    }

    /// <summary>The name under which a message's header reaches functions.</summary>
    public static string NameOf(string header) =>
        Unchanged.Contains(header) ? header : Ours.Contains(header) ? $"{Prefix}Header-{header}" : Prefix + header;

    private static void AddKey(InvocationHeaders headers, byte[] key)
    {
        var isPlain = key.Length == 0 || (!key.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~') && key[0] != ' ' && key[^1] != ' ');
        headers.Add(Prefix + "Key", isPlain ? Encoding.ASCII.GetString(key) : Convert.ToBase64String(key));
        if (!isPlain)
            headers.Add(Prefix + "Key-Enc", "b64");
    }

    /// <returns>The content type that the message says.</returns>
    private static string? AddHeaders(InvocationHeaders headers, Headers? own)
    {
        var contentType = default(string);
        for (var i = 0; i < (own?.Count ?? 0); i++)
        {
            var (header, bytes) = (own![i].Key, own[i].GetValueBytes() ?? []);
            var name = NameOf(header);
            if (Text(bytes) is { } text)
            {
                headers.Add(name, text);
                if (contentType is null && text.Length > 0 && header.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                    contentType = text;
                continue;
            }
            headers.Add(name, Convert.ToBase64String(bytes));
            headers.Add(name + "-Enc", "b64");
        }
        return contentType;
    }

    private static string? Text(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
