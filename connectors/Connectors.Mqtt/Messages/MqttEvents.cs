using System.Buffers;
using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Connectors.Mqtt.Messages;

/// <summary>Turns messages into events.</summary>
internal sealed class MqttEvents(MqttSettings settings)
{
    private const string Prefix = "X-Mqtt-";
    private const string IdProperty = "id";

    // Those belong to everybody's traces, not to MQTT.
    private static readonly HashSet<string> Unchanged = new(StringComparer.OrdinalIgnoreCase) { "traceparent", "tracestate", "baggage" };

    // What we say ourselves, no publisher may say in our place.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Topic", "Qos", "Retain", "Content-Type", "Response-Topic", "Correlation-Data", "Message-Expiry-Interval", "Payload-Format",
    };

    public ConnectorEvent Of(MqttApplicationMessage message)
    {
        var headers = new InvocationHeaders
        {
            { Prefix + "Topic", message.Topic },
            { Prefix + "Qos", message.QualityOfServiceLevel switch { MqttQualityOfServiceLevel.AtMostOnce => "0", MqttQualityOfServiceLevel.AtLeastOnce => "1", _ => "2" } },
            { Prefix + "Retain", message.Retain ? "true" : "false" },
        };
        Properties(headers, message);
        return new ConnectorEvent
        {
            Topic = message.Topic,
            Body = InvocationBody.FromMemory(message.Payload.IsSingleSegment ? message.Payload.First : message.Payload.ToArray()),
            ContentType = string.IsNullOrWhiteSpace(message.ContentType) ? settings.ContentType : message.ContentType,
            Headers = headers,
            Key = settings.Order == MessageOrder.Topic ? message.Topic : null,
            Id = AddUserProperties(headers, message.UserProperties),
        };
    }

    /// <summary>The name under which a message's user property reaches functions.</summary>
    public static string NameOf(string property) => Unchanged.Contains(property) ? property : Prefix + (Ours.Contains(property) ? "User-" : "") + property;

    private static void Properties(InvocationHeaders headers, MqttApplicationMessage message)
    {
        if (!string.IsNullOrEmpty(message.ContentType))
            headers.Add(Prefix + "Content-Type", message.ContentType);
        if (!string.IsNullOrEmpty(message.ResponseTopic))
            headers.Add(Prefix + "Response-Topic", message.ResponseTopic);
        if (message.CorrelationData is { Length: > 0 } data)
            headers.Add(Prefix + "Correlation-Data", Convert.ToBase64String(data));
        if (message.MessageExpiryInterval > 0)
            headers.Add(Prefix + "Message-Expiry-Interval", message.MessageExpiryInterval.ToString(CultureInfo.InvariantCulture));
        if (message.PayloadFormatIndicator == MqttPayloadFormatIndicator.CharacterData)
            headers.Add(Prefix + "Payload-Format", "utf-8");
    }

    /// <returns>The event's identity, where a property gives one.</returns>
    private static string? AddUserProperties(InvocationHeaders headers, List<MqttUserProperty>? properties)
    {
        var id = default(string);
        foreach (var property in properties ?? [])
        {
            var value = property.ReadValueAsString();
            if (id is null && value.Length > 0 && property.Name.Equals(IdProperty, StringComparison.OrdinalIgnoreCase))
                id = value;
            headers.Add(NameOf(property.Name), value);
        }
        return id;
    }
}
