using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Connectors.Core.Queues;
using Connectors.Core.Tracing;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Patience;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Dispatch;

/// <summary>Takes an event to all its functions at once, and answers when every one has it. Thread-safe.</summary>
internal sealed class EventDispatcher(IEventDelivery delivery, ConnectorHostSettings settings, TimeProvider time, ILogger<EventDispatcher> logger)
{
    public static readonly DispatchResult Nobody = new([]);

    private readonly ConcurrentDictionary<string, Reminder> reminders = new(StringComparer.Ordinal);

    /// <param name="connector">Through whom.</param>
    /// <param name="connectorEvent">What.</param>
    /// <param name="recipients">To whom.</param>
    /// <param name="cancellationToken">Cancels the wait; what was stored stays.</param>
    /// <param name="told">The topic each recipient is told; null: the event's.</param>
    /// <exception cref="QueueUnavailableException">For at least one function it could not be stored; this one is preferred over others' errors.</exception>
    /// <exception cref="EventRefusedException">It is refused for what it is, for everybody or for some; for nobody is it worth another try.</exception>
    public async ValueTask<DispatchResult> DispatchAsync(
        string connector, ConnectorEvent connectorEvent, IReadOnlyList<TopicRoute> recipients, CancellationToken cancellationToken,
        IReadOnlyList<string>? told = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (recipients.Count == 0)
            return Nobody;
        var headers = EventHeaders.Of(connectorEvent, connector, settings.ContentType);
        HeaderBounds.Check(headers);
        var body = await EventBody.PrepareAsync(connectorEvent.Body, recipients.Count, settings.MaxEventBytes, cancellationToken);
        var deliveries = new Task<DispatchedCall?>[recipients.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = DeliverAsync(
                new EventCall
                {
                    Connector = connector,
                    Event = connectorEvent,
                    Function = recipients[i].Function,
                    Annotations = recipients[i].Subscriber.Annotations,
                    Headers = told is null || told[i] == connectorEvent.Topic
                        ? headers
                        : EventHeaders.Of(connectorEvent with { Topic = told[i] }, connector, settings.ContentType),
                    Body = body,
                },
                recipients[i].Last,
                told is null ? connectorEvent.Topic : told[i],
                cancellationToken);
        }
        return await AllAsync(deliveries);
    }

    private async Task<DispatchedCall?> DeliverAsync(EventCall call, LastEventCell last, string told, CancellationToken cancellationToken)
    {
        using var span = DispatchSpan.Start(ref call);
        try
        {
            var delivered = await delivery.DeliverAsync(call, cancellationToken);
            span?.SetTag("messaging.message.id", delivered?.CallId);
            if (reminders.TryGetValue(call.Connector, out var reminder) && reminder.IsOver())
                Log.EventsGoOn(logger, call.Connector);
            if (delivered is null)
                Log.FunctionGone(logger, call.Function, call.Connector, call.Event.Topic);
            last.Value = new LastEvent(time.GetUtcNow(), told, call.Event.Id, delivered?.CallId, OutcomeOf(delivered), null);
            return delivered;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            span?.Failed(e.GetType().Name);
            last.Value = new LastEvent(time.GetUtcNow(), told, call.Event.Id, null, EventOutcome.Failed, e.Message);
            // Of one that is refused its connector says what becomes of it.
            if (e is not EventRefusedException)
                Tell(call, e);
            throw;
        }
    }

    private void Tell(EventCall call, Exception failure)
    {
        if (failure is not QueueUnavailableException unavailable)
            Log.DispatchFailed(logger, failure, call.Connector, call.Event.Topic, call.Function);
        else if (!unavailable.IsTold && reminders.GetOrAdd(call.Connector, _ => new Reminder(time)).IsDue())
            Log.EventsWait(logger, call.Connector, call.Event.Topic, call.Function, failure.Message);
        else
            Log.DispatchAway(logger, call.Connector, call.Event.Topic, call.Function, failure.Message);
    }

    private EventOutcome OutcomeOf(DispatchedCall? delivered) => delivered switch
    {
        null => EventOutcome.Gone,
        { Duplicate: true } => EventOutcome.Duplicate,
        _ => delivery.Delivered,
    };

    // Waits for all even when one has failed: none may still read the body when the caller goes on.
    private static async Task<DispatchResult> AllAsync(Task<DispatchedCall?>[] deliveries)
    {
        var all = Task.WhenAll(deliveries);
        try
        {
            await all;
        }
        catch (Exception) when (all.Exception?.InnerExceptions.OfType<QueueUnavailableException>().FirstOrDefault() is { } unavailable)
        {
            throw new QueueUnavailableException(unavailable.Message, unavailable) { RetryAfter = unavailable.RetryAfter, IsTold = unavailable.IsTold };
        }
        // A refusal lets its connector forget the event, which may not happen while it is worth another try for somebody else.
        catch (EventRefusedException) when (all.Exception?.InnerExceptions.FirstOrDefault(failure => failure is not EventRefusedException) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        var calls = new List<DispatchedCall>(deliveries.Length);
        foreach (var done in deliveries)
        {
            if (await done is { } call)
                calls.Add(call);
        }
        return new DispatchResult(calls);
    }
}
