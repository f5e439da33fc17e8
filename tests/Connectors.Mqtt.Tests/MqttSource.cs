using System.Text;
using Connectors.Conformance.Sources;
using Connectors.TestServers.Mqtt;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Connectors.Mqtt.Tests;

/// <summary>A mosquitto of the test's own, with settings for the connector.</summary>
internal sealed class MqttSource(MosquittoServer server, Action<MqttSettings> configure, SourceFeatures features) : ISourceUnderTest
{
    public SourceFeatures Features => features;

    public string Connector => "mqtt";

    public MosquittoServer Server => server;

    public static async Task<MqttSource> StartAsync(
        Action<MqttSettings> configure, SourceFeatures features = SourceFeatures.None, MosquittoOptions? options = null) =>
        new(await MosquittoServer.StartAsync(options), configure, features);

    public string Topic(params string[] words) => "test/" + string.Join('/', words);

    public string PatternBelow(string word) => $"test/{word}/+";

    public string HeaderNameOf(string header) => "X-Mqtt-" + header;

    public void AddConnector(IServiceCollection services, int replica)
    {
        var settings = new MqttSettings { Url = server.Url, ClientId = $"replica-{replica}" };
        configure(settings);
        Assert.Empty(settings.Faults());
        services.AddMqttConnector(settings);
    }

    public async Task PublishAsync(string topic, byte[] payload, IReadOnlyDictionary<string, string>? headers = null)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            PayloadSegment = payload,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            UserProperties = headers?.Select(pair => new MqttUserProperty(pair.Key, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.Value))).ToList(),
        };
        await PublishAsync(message);
    }

    public Task PublishAsync(params MqttApplicationMessage[] messages) => PublishAsync(server.Port, messages);

    public static async Task PublishAsync(int port, params MqttApplicationMessage[] messages)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port) },
            ProtocolVersion = MqttProtocolVersion.V500,
        });
        foreach (var message in messages)
            await client.PublishAsync(message);
        // Whoever closes at once takes back what is still on its way.
        await client.PingAsync();
        await client.DisconnectAsync();
    }

    public Task StopSourceAsync() => server.StopAsync();

    public Task StartSourceAsync() => server.StartAgainAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
