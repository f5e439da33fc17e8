using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks.Intake;

/// <summary>The way of every event that arrives by HTTP: read whole, judged, dispatched, and only then answered with 202. Thread-safe.</summary>
internal sealed class EventIntake(IntakeMemory memory, ConnectorHostSettings host, TimeProvider time, ILogger logger)
{
    // Events of a batch are stored together, but one batch does not take the whole queue for itself.
    private const int AtATime = 64;

    private const string QueueSubject = "queue";

    // So that the answer is written before the connector is left behind.
    private const double PartOfGrace = 0.8;

    private readonly Doorway doorway = new();
    private CancellationToken breakOff;
    private int away;

    /// <summary>Takes events until cancelled, then lets those inside finish; whoever is still inside shortly before the grace period ends is told to come again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var run = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        breakOff = run.Token;
        await using (cancellationToken.Register(() => run.CancelAfter(host.GracePeriod * PartOfGrace)))
            await doorway.StandOpenAsync(cancellationToken);
    }

    /// <summary>Answers one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="source">Where it is delivered: each has a share of the memory for bodies.</param>
    /// <param name="limit">The largest body.</param>
    /// <param name="before">Why not even its body is read; null when it is.</param>
    /// <param name="judge">Makes the event of the request and its body, or says why not.</param>
    /// <param name="context">Where the event goes.</param>
    public async Task HandleAsync(HttpContext http, string source, ByteSize limit, Func<Refusal?>? before, Func<ReadOnlyMemory<byte>, Judgement> judge, IConnectorContext context)
    {
        if (!doorway.TryEnter())
        {
            await Refusal.Unavailable("the hub is stopping", TimeSpan.FromSeconds(5)).WriteAsync(http);
            return;
        }
        try
        {
            using var body = new ArrivingBody(memory, limit, IntakeParty.Of(http, source, limit.Bytes + 1), time);
            if (await RefusalOf(http, body, before, judge, context) is { } refusal)
                await refusal.WriteAsync(http);
        }
        finally
        {
            doorway.Leave();
        }
    }

    private async Task<Refusal?> RefusalOf(HttpContext http, ArrivingBody body, Func<Refusal?>? before, Func<ReadOnlyMemory<byte>, Judgement> judge, IConnectorContext context)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
            return Refusal.WrongMethod;
        if (before?.Invoke() is { } unproven)
            return unproven with { IsBodyUnread = true };
        if (await body.ReadAsync(http) is { } unread)
            return unread with { IsBodyUnread = true };
        var judgement = judge(body.Bytes);
        return judgement.Refusal ?? await DispatchAsync(http, judgement, context);
    }

    private async Task<Refusal?> DispatchAsync(HttpContext http, Judgement judgement, IConnectorContext context)
    {
        var connectorEvent = judgement.Events.Count > 0 ? judgement.Events[0] : null;
        var stopping = breakOff;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            var accepted = await AcceptAsync(judgement.Events, context, either.Token);
            if (Interlocked.Exchange(ref away, 0) != 0)
                context.Faults.Clear(QueueSubject);
            await AnswerAsync(http, judgement, accepted);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            return Refusal.Unavailable("the hub is stopping", TimeSpan.FromSeconds(5));
        }
        catch (EventRefusedException exception)
        {
            Log.RefusedForGood(logger, connectorEvent?.Topic ?? "", exception.Message);
            return new Refusal(exception is EventTooLargeException ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status422UnprocessableEntity, exception.Message);
        }
        catch (QueueUnavailableException exception)
        {
            Log.QueueUnavailable(logger, connectorEvent?.Topic ?? "", exception);
            Interlocked.Exchange(ref away, 1);
            context.Faults.Set(QueueSubject, $"senders are told to come again: {exception.Message}");
            return Refusal.Unavailable("the queue is out of reach; nothing was taken", exception.RetryAfter);
        }
    }

    private async Task<AcceptedEvent[]> AcceptAsync(IReadOnlyList<ConnectorEvent> events, IConnectorContext context, CancellationToken cancellationToken)
    {
        var accepted = new AcceptedEvent[events.Count];
        for (var first = 0; first < accepted.Length; first += AtATime)
        {
            var dispatches = new List<Task>(AtATime);
            for (var i = first; i < Math.Min(first + AtATime, accepted.Length); i++)
                dispatches.Add(AcceptAsync(events[i], i, accepted, context, cancellationToken));
            await Task.WhenAll(dispatches);
        }
        return accepted;
    }

    private async Task AcceptAsync(ConnectorEvent connectorEvent, int index, AcceptedEvent[] accepted, IConnectorContext context, CancellationToken cancellationToken)
    {
        var result = await context.DispatchAsync(connectorEvent, cancellationToken);
        Log.Accepted(logger, connectorEvent.Topic, result.Calls.Count);
        accepted[index] = AcceptedEvent.Of(connectorEvent.Topic, result);
    }

    private static async Task AnswerAsync(HttpContext http, Judgement judgement, AcceptedEvent[] accepted)
    {
        if (judgement.Answer is { } answer)
        {
            http.Response.StatusCode = answer.Status;
            http.Response.ContentType = answer.ContentType;
            http.Response.ContentLength = answer.Body.Length;
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await (judgement.IsBatch
            ? http.Response.WriteAsJsonAsync(new AcceptedBatch(accepted), AcceptedEventJson.Default.AcceptedBatch, cancellationToken: http.RequestAborted)
            : http.Response.WriteAsJsonAsync(accepted[0], AcceptedEventJson.Default.AcceptedEvent, cancellationToken: http.RequestAborted));
    }
}
