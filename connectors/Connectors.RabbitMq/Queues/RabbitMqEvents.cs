using System.Collections;
using System.Globalization;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Queues;

/// <summary>Turns messages into events.</summary>
internal static class RabbitMqEvents
{
    private const string Prefix = "X-Rabbitmq-";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    // Those belong to everybody's traces, not to RabbitMQ.
    private static readonly HashSet<string> Unchanged = new(StringComparer.OrdinalIgnoreCase) { "traceparent", "tracestate", "baggage" };

    // What properties say, no header may say in their place.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Msg-Id", "Routing-Key", "Exchange", "Redelivered", "Correlation-Id", "Reply-To", "Type", "App-Id", "Content-Encoding",
    };

    public static ConnectorEvent Of(QueueMessage message, MessageOrder order)
    {
        var properties = message.Properties;
        var headers = new InvocationHeaders();
        Add(headers, "Msg-Id", properties.MessageId);
        Add(headers, "Routing-Key", message.RoutingKey);
        Add(headers, "Exchange", message.Exchange);
        Add(headers, "Redelivered", message.IsRedelivered ? "true" : null);
        Add(headers, "Correlation-Id", properties.CorrelationId);
        Add(headers, "Reply-To", properties.ReplyTo);
        Add(headers, "Type", properties.Type);
        Add(headers, "App-Id", properties.AppId);
        Add(headers, "Content-Encoding", properties.ContentEncoding);
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            AddHeader(headers, NameOf(name), value);
        }
        // Publishers may write any number there.
        var stamp = properties.IsTimestampPresent() ? properties.Timestamp.UnixTime : -1;
        return new ConnectorEvent
        {
            Topic = message.Queue,
            Body = InvocationBody.FromMemory(message.Body),
            ContentType = string.IsNullOrWhiteSpace(properties.ContentType) ? null : properties.ContentType,
            Headers = headers,
            Time = stamp >= 0 && stamp <= LatestTime ? DateTimeOffset.FromUnixTimeSeconds(stamp) : null,
            Key = order == MessageOrder.Queue ? message.Queue : null,
            // Publishers of different queues may count their messages alike.
            Id = IsIdentity(properties.MessageId) ? $"{message.Queue}/{properties.MessageId}" : null,
        };
    }

    /// <summary>The name under which a message's header reaches functions.</summary>
    public static string NameOf(string header) =>
        Unchanged.Contains(header) ? header : Ours.Contains(header) ? $"{Prefix}Header-{header}" : Prefix + header;

    private static void Add(InvocationHeaders headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            headers.Add(Prefix + name, value);
    }

    // Ids whose bytes are no text are read as the same one: two messages that bear them must not be taken for each other.
    private static bool IsIdentity(string? id) => !string.IsNullOrEmpty(id) && !id.Contains('\uFFFD', StringComparison.Ordinal);

    private static void AddHeader(InvocationHeaders headers, string name, object? value)
    {
        switch (value)
        {
            case byte[] bytes when Text(bytes) is { } text:
                headers.Add(name, text);
                break;
            case byte[] bytes:
                AddBytes(headers, name, bytes);
                break;
            case BinaryTableValue { Bytes: { } bytes }:
                AddBytes(headers, name, bytes);
                break;
            case bool known:
                headers.Add(name, known ? "true" : "false");
                break;
            case AmqpTimestamp stamp:
                headers.Add(name, stamp.UnixTime.ToString(CultureInfo.InvariantCulture));
                break;
            case IDictionary or IList when TableJson.Of(value) is { } json:
                headers.Add(name, json);
                break;
            case string or IFormattable:
                headers.Add(name, Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
        }
    }

    private static void AddBytes(InvocationHeaders headers, string name, byte[] bytes)
    {
        headers.Add(name, Convert.ToBase64String(bytes));
        headers.Add(name + "-Enc", "b64");
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

/// <summary>A message as it came; its body is its own.</summary>
internal sealed record QueueMessage(string Queue, string Exchange, string RoutingKey, bool IsRedelivered, IReadOnlyBasicProperties Properties, byte[] Body);
