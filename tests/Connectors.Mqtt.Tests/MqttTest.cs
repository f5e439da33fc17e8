using System.Globalization;
using Connectors.Conformance.Sources;
using Connectors.TestServers.Mqtt;

namespace Connectors.Mqtt.Tests;

/// <summary>A mosquitto of the test's own, and replicas with the settings that the test says.</summary>
public abstract class MqttTest : ConnectorConformance
{
    /// <summary>Changes a replica's settings before it starts.</summary>
    private protected Action<MqttSettings> Configure { get; set; } = _ => { };

    private protected MosquittoServer Server => ((MqttSource)Source).Server;

    private protected virtual MosquittoOptions Options => new();

    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await MqttSource.StartAsync(settings => Configure(settings), options: Options);

    private protected Task PublishAsync(params MQTTnet.MqttApplicationMessage[] messages) => ((MqttSource)Source).PublishAsync(messages);

    private protected Task FaultAsync(ConnectorReplica replica, string part) =>
        EventuallyAsync(async () => (await replica.TopicsAsync()).Contains(part, StringComparison.Ordinal), () => $"no fault says '{part}'");

    private protected static int Errors(ConnectorReplica replica) => replica.Logged.Count(line => line.StartsWith("Error", StringComparison.Ordinal));

    private protected static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"n{number}"))];

    private protected static MQTTnet.MqttApplicationMessage Message(string topic, string payload, int qos = 1, bool retain = false) => new()
    {
        Topic = topic,
        PayloadSegment = System.Text.Encoding.UTF8.GetBytes(payload),
        QualityOfServiceLevel = (MQTTnet.Protocol.MqttQualityOfServiceLevel)qos,
        Retain = retain,
    };
}
