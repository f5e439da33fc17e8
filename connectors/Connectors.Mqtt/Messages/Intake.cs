using Connectors.Mqtt.Linking;
using Connectors.Sdk;
using Connectors.Sdk.Acknowledging;
using Connectors.Sdk.Events;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Logging;
using MQTTnet;

namespace Connectors.Mqtt.Messages;

/// <summary>
/// Takes the messages of one connection: each is dispatched, and acknowledged once that has returned. Thread-safe, except that messages
/// come one after another.
/// </summary>
internal sealed class Intake : IAsyncDisposable
{
    private readonly MqttSettings settings;
    private readonly PatientDispatch dispatch;
    private readonly ConnectorFaults faults;
    private readonly Room room;
    private readonly ILogger logger;
    private readonly CancellationToken finish;
    private readonly MqttEvents events;
    private readonly Acknowledgements acknowledgements;
    private readonly CancellationTokenSource given;
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InHand inHand = new();
    private volatile bool stopped;

    /// <param name="settings">Without faults.</param>
    /// <param name="dispatch">Where messages go.</param>
    /// <param name="faults">The connector's.</param>
    /// <param name="room">Of the connection; each message has a place in it.</param>
    /// <param name="logger">The log.</param>
    /// <param name="finish">Gives up everything.</param>
    public Intake(MqttSettings settings, PatientDispatch dispatch, ConnectorFaults faults, Room room, ILogger logger, CancellationToken finish)
    {
        (this.settings, this.dispatch, this.faults, this.room, this.logger, this.finish) = (settings, dispatch, faults, room, logger, finish);
        events = new MqttEvents(settings);
        acknowledgements = new Acknowledgements(logger);
        given = CancellationTokenSource.CreateLinkedTokenSource(finish);
    }

    /// <summary>True when nothing is in hand.</summary>
    public bool IsIdle => inHand.IsEmpty;

    /// <summary>Completes when nothing is in hand and all that may be acknowledged is.</summary>
    public async Task IdleAsync()
    {
        await inHand.NoneAsync();
        await acknowledgements.SentAsync();
    }

    /// <summary>Lets messages in; those that came before wait for it.</summary>
    public void Open() => open.TrySetResult();

    /// <summary>The client's handler; returns before the message is dispatched.</summary>
    public async Task TakeAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        message.AutoAcknowledge = false;
        if (!open.Task.IsCompleted)
            await open.Task;
        // What comes after the end stays unacknowledged and keeps its place, so that no more comes.
        if (stopped)
            return;
        var entry = acknowledgements.Begin(message);
        if (settings.Retained == RetainedMessages.Ignore && message.ApplicationMessage.Retain)
        {
            room.Leave();
            acknowledgements.End(entry);
            return;
        }
        inHand.Begin();
        _ = DispatchAsync(message, entry);
    }

    /// <summary>Takes no more.</summary>
    public void Stop()
    {
        stopped = true;
        Open();
    }

    /// <summary>Gives up what is not dispatched yet and comes again: all but messages of QoS 0.</summary>
    public Task GiveUpAsync() => given.CancelAsync();

    /// <summary>Waits for what is in hand, and sends the acknowledgements that are due.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await inHand.NoneAsync();
        await acknowledgements.DisposeAsync();
        given.Dispose();
    }

    private async Task DispatchAsync(MqttApplicationMessageReceivedEventArgs message, ContiguousPrefix<MqttApplicationMessageReceivedEventArgs>.Entry? entry)
    {
        var token = entry is null ? finish : given.Token;
        try
        {
            await dispatch.DispatchAsync(events.Of(message.ApplicationMessage), token);
            acknowledgements.End(entry);
        }
        catch (EventRefusedException refused)
        {
            Refuse(message, refused);
            acknowledgements.End(entry);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            if (entry is null)
                Log.Abandoned(logger, message.ApplicationMessage.Topic);
        }
        finally
        {
            room.Leave();
            inHand.End();
        }
    }

    // It would be refused at every delivery: the server gets it off its hands, and is told why.
    private void Refuse(MqttApplicationMessageReceivedEventArgs message, EventRefusedException refused)
    {
        var (isTooLarge, why) = (refused is EventTooLargeException, refused.Message);
        var (topic, bytes) = (message.ApplicationMessage.Topic, message.ApplicationMessage.Payload.Length);
        Log.RefusedMessage(logger, topic, bytes, why);
        faults.Set(isTooLarge ? "too large" : "refused", $"a message of {bytes} bytes on {topic} was refused and is lost: {why}");
        if (!settings.SpeaksVersion5)
            return;
        message.ReasonCode = isTooLarge ? MqttApplicationMessageReceivedReasonCode.QuotaExceeded : MqttApplicationMessageReceivedReasonCode.ImplementationSpecificError;
        message.ResponseReasonString = why;
    }
}
