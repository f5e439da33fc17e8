using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Implementations;
using MQTTnet.Packets;

namespace Connectors.Mqtt.Linking;

/// <summary>
/// Hands on no more messages than there is room for, and reads nothing meanwhile: the client itself would take all that comes into memory.
/// A ping that is sent while nothing is read is answered here, because its answer lies behind the messages that wait.
/// </summary>
internal sealed class PausingAdapter(IMqttChannelAdapter inner, Room room) : PassingAdapter(inner)
{
    private readonly SemaphoreSlim pinged = new(0);
    private MqttPacket? waiting;
    private Task? entering;

    public override async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        if (waiting is null)
        {
            var packet = await base.ReceivePacketAsync(cancellationToken);
            if (packet is MqttPingRespPacket)
                Answered();
            if (packet is not MqttPublishPacket)
                return packet;
            entering = room.EnterAsync(cancellationToken);
            if (entering.IsCompletedSuccessfully)
                return packet;
            waiting = packet;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ping = pinged.WaitAsync(either.Token);
        var first = await Task.WhenAny(entering!, ping);
        await either.CancelAsync();
        if (first == ping)
            return MqttPingRespPacket.Instance;
        await entering!;
        var handed = waiting;
        waiting = null;
        return handed;
    }

    public override Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttPingReqPacket)
            pinged.Release();
        return base.SendPacketAsync(packet, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            pinged.Dispose();
    }

    private void Answered()
    {
        while (pinged.Wait(0, CancellationToken.None))
        {
        }
    }

    /// <summary>Makes such adapters for clients.</summary>
    internal sealed class Factory(Room room) : IMqttClientAdapterFactory
    {
        private readonly MqttClientAdapterFactory inner = new();

        public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) =>
            new PausingAdapter(inner.CreateClientAdapter(options, packetInspector, logger), room);
    }
}
