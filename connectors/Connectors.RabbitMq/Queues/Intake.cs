using System.Collections.Concurrent;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Connectors.RabbitMq.Queues;

/// <summary>Dispatches messages, and settles each once that has returned. Thread-safe.</summary>
internal sealed class Intake(RabbitMqSettings settings, PatientDispatch dispatch, ConnectorFaults faults, ILogger logger, CancellationToken finish)
{
    private readonly ConcurrentDictionary<string, bool> refusing = new(StringComparer.Ordinal);

    /// <summary>True when messages of a queue are dispatched one after another.</summary>
    public bool IsOrdered => settings.Order == MessageOrder.Queue;

    /// <summary>Gives up what is not dispatched when the process has to stop.</summary>
    public CancellationToken Finish => finish;

    /// <summary>Returns when the message is acknowledged, or will come again.</summary>
    public async Task TakeAsync(QueueMessage message, IChannel channel, ulong tag, CancellationToken given)
    {
        try
        {
            try
            {
                await dispatch.DispatchAsync(RabbitMqEvents.Of(message, settings.Order), given);
                await channel.BasicAckAsync(tag, multiple: false, given);
                Accepted(message.Queue);
            }
            catch (EventRefusedException refused)
            {
                // It would be at every delivery.
                Refuse(message, refused);
                await channel.BasicRejectAsync(tag, requeue: false, given);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RabbitMQClientException or ObjectDisposedException)
        {
            // Not acknowledged: the server gives it to whoever comes next.
            Log.NotAcknowledged(logger, message.Queue, e.Message);
        }
    }

    // What was refused is in the log; a fault stands for as long as nothing else comes through.
    private void Accepted(string queue)
    {
        if (refusing.IsEmpty)
            return;
        foreach (var subject in new[] { Subject(true, queue), Subject(false, queue) })
        {
            if (refusing.TryRemove(subject, out _))
                faults.Clear(subject);
        }
    }

    private static string Subject(bool isTooLarge, string queue) => $"{(isTooLarge ? "too large" : "refused")} {queue}";

    private void Refuse(QueueMessage message, EventRefusedException refused)
    {
        Log.Rejected(logger, message.Queue, message.Body.Length, refused.Message);
        var subject = Subject(refused is EventTooLargeException, message.Queue);
        refusing[subject] = true;
        faults.Set(
            subject,
            $"a message of {message.Body.Length} bytes of queue {message.Queue} was rejected: {refused.Message} Its dead-letter exchange got it, without one it is lost");
    }
}
