using System.Threading.Channels;
using Connectors.Sdk.Acknowledging;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace Connectors.Mqtt.Messages;

/// <summary>Sends a connection's acknowledgements in the order of its messages, as MQTT wants them. Thread-safe.</summary>
internal sealed class Acknowledgements : IAsyncDisposable
{
    private readonly Channel<MqttApplicationMessageReceivedEventArgs> ready =
        Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ContiguousPrefix<MqttApplicationMessageReceivedEventArgs> order = new();
    private readonly Action<MqttApplicationMessageReceivedEventArgs> send;
    private readonly InHand unsent = new();
    private readonly ILogger logger;
    private readonly Task sending;

    public Acknowledgements(ILogger logger)
    {
        this.logger = logger;
        send = message =>
        {
            unsent.Begin();
            if (!ready.Writer.TryWrite(message))
                unsent.End();
        };
        sending = SendAsync();
    }

    /// <summary>A message has come; to be called in their order.</summary>
    /// <returns>Null for one that wants no acknowledgement.</returns>
    public ContiguousPrefix<MqttApplicationMessageReceivedEventArgs>.Entry? Begin(MqttApplicationMessageReceivedEventArgs message) =>
        message.ApplicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce ? null : order.Begin(message);

    /// <summary>It may be acknowledged, once all before it may be.</summary>
    public void End(ContiguousPrefix<MqttApplicationMessageReceivedEventArgs>.Entry? entry)
    {
        if (entry is not null)
            order.End(entry, send);
    }

    /// <summary>Completes when all that may be acknowledged is.</summary>
    public Task SentAsync() => unsent.NoneAsync();

    /// <summary>Sends what may be sent.</summary>
    public async ValueTask DisposeAsync()
    {
        ready.Writer.TryComplete();
        await sending;
    }

    private async Task SendAsync()
    {
        var works = true;
        await foreach (var message in ready.Reader.ReadAllAsync())
        {
            works = works && await SendAsync(message);
            unsent.End();
        }
    }

    private async Task<bool> SendAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        try
        {
            await message.AcknowledgeAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is, the connection is over; the server sends again what it has no acknowledgement of.
            Log.NotAcknowledged(logger, message.ApplicationMessage.Topic, e.GetBaseException().Message);
            return false;
        }
    }
}
