using Connectors.Mqtt.Linking;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Server;

namespace Connectors.Mqtt.Broker;

/// <summary>
/// Gives a client without a client id one: MQTT 3.1.1 allows that too, and mosquitto_pub relies on it, but the server would refuse it. And ends
/// the connection of one that publishes on a topic which may not be, where the protocol has no word to refuse it.
/// </summary>
internal sealed class NamedClients(IMqttServerAdapter inner) : IMqttServerAdapter
{
    public Func<IMqttChannelAdapter, Task> ClientHandler
    {
        get => inner.ClientHandler;
        set => inner.ClientHandler = value is null ? null : client => value(new Connection(client));
    }

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger) => inner.StartAsync(options, logger);

    public Task StopAsync() => inner.StopAsync();

    public void Dispose() => inner.Dispose();

    private sealed class Connection(IMqttChannelAdapter inner) : PassingAdapter(inner)
    {
        public override async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
        {
            var packet = await base.ReceivePacketAsync(cancellationToken);
            if (packet is MqttConnectPacket { ClientId: null or "" } connect)
                connect.ClientId = Guid.NewGuid().ToString("N");
            if (packet is MqttPublishPacket publish && PacketFormatterAdapter.ProtocolVersion < MqttProtocolVersion.V500 && !TopicNames.IsLegal(publish.Topic))
                throw new MqttProtocolViolationException("A message was published on a topic that may not be.");
            return packet;
        }
    }
}
