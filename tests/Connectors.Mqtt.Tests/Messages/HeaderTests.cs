using System.Net;
using System.Text;
using Connectors.Mqtt.Broker;
using Connectors.TestServers;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Connectors.Mqtt.Tests.Messages;

public sealed class HeaderTests : MqttTest
{
    [Fact]
    public async Task User_properties_arrive_as_headers_whatever_is_in_them()
    {
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");
        var message = Message("test/a", "x");
        message.UserProperties =
        [
            Property("unit", "°C"), Property("unit", "K"), Property("na me", "blank"), Property("empty", ""),
            Property("qos", "7"), Property("topic", "elsewhere"), Property("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), Property("id", "one"),
        ];

        await PublishAsync(message);
        await GivenAsync("all", 1);

        var (headers, id) = (Given("all")[0].Headers, Given("all")[0].Id);
        Assert.Equal(["%C2%B0C", "K"], headers.Where(header => header.Key == "X-Mqtt-unit").Select(header => header.Value));
        Assert.Equal("blank", headers.First("X-Mqtt-na-me"));
        Assert.Equal("", headers.First("X-Mqtt-empty"));
        Assert.Equal(("1", "7"), (headers.First("X-Mqtt-Qos"), headers.First("X-Mqtt-User-qos")));
        Assert.Equal(("test/a", "elsewhere"), (headers.First("X-Mqtt-Topic"), headers.First("X-Mqtt-User-topic")));
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", headers.First("traceparent"));
        Assert.Equal("one", id);
        Assert.Equal("application/json", headers.First("Content-Type"));
    }

    // mosquitto lets no control character pass; other servers do.
    [Fact]
    public async Task Line_breaks_in_user_properties_arrive_percent_encoded()
    {
        var address = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Take());
        using var broker = new EmbeddedBroker(address, null, NullLogger.Instance);
        await broker.StartAsync(Cancellation);
        Configure = settings => settings.Url = $"mqtt://{address}";
        var replica = await StartAsync();
        Functions.Deploy("all", "test/a");
        await EventuallyAsync(() => Task.FromResult(replica.Logged.Any(line => line.Contains("Listening to test/a", StringComparison.Ordinal))), () => "it does not listen");
        var message = Message("test/a", "x");
        message.UserProperties = [Property("lines", "one\r\nX-Callback-Url: http://evil/")];

        await MqttSource.PublishAsync(address.Port, message);
        await GivenAsync("all", 1);

        Assert.Equal("one%0D%0AX-Callback-Url: http://evil/", Given("all")[0].Headers.First("X-Mqtt-lines"));
        await EndAsync(replica);
        await broker.StopAsync(Cancellation);
    }

    [Fact]
    public async Task What_MQTT_itself_says_of_a_message_arrives_too()
    {
        Configure = settings => settings.Order = MessageOrder.Topic;
        await StartAsync();
        await ListenAsync("all", "test/+", "test/a");
        var message = Message("test/a", "x");
        (message.ContentType, message.ResponseTopic, message.CorrelationData) = ("text/x", "answers/1", [1, 2, 255]);
        (message.MessageExpiryInterval, message.PayloadFormatIndicator) = (3600, MqttPayloadFormatIndicator.CharacterData);

        await PublishAsync(message);
        await GivenAsync("all", 1);

        var headers = Given("all")[0].Headers;
        Assert.Equal(("text/x", "text/x"), (headers.First("Content-Type"), headers.First("X-Mqtt-Content-Type")));
        Assert.Equal(("answers/1", "AQL/"), (headers.First("X-Mqtt-Response-Topic"), headers.First("X-Mqtt-Correlation-Data")));
        Assert.InRange(int.Parse(headers.First("X-Mqtt-Message-Expiry-Interval")!), 3000, 3600);
        Assert.Equal(("utf-8", "false"), (headers.First("X-Mqtt-Payload-Format"), headers.First("X-Mqtt-Retain")));
        Assert.Equal(("test/a", null), (Given("all")[0].Key, Given("all")[0].Id));
    }

    [Fact]
    public async Task Two_messages_with_one_id_are_one_event()
    {
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");
        var (first, second, other) = (Message("test/a", "1"), Message("test/a", "2"), Message("test/a", "3"));
        (first.UserProperties, second.UserProperties) = ([Property("id", "same")], [Property("id", "same")]);

        await PublishAsync(first, second, other);
        await GivenAllAsync("all", ["3"]);
        await GivenAsync("all", 2);

        Assert.Equal(2, Given("all").Count);
    }

    private static MqttUserProperty Property(string name, string value) => new(name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value));
}
