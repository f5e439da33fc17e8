using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks.Intake;

/// <summary>The way of every event that arrives by HTTP: read whole, judged, dispatched, and only then answered with 202. Thread-safe.</summary>
internal sealed class EventIntake(IntakeMemory memory, ILogger logger)
{
    private readonly Doorway doorway = new();

    /// <summary>Takes events until cancelled, then lets those inside finish.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => doorway.StandOpenAsync(cancellationToken);

    /// <summary>Answers one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limit">The largest body.</param>
    /// <param name="judge">Makes the event of the request and its body, or says why not.</param>
    /// <param name="context">Where the event goes.</param>
    public async Task HandleAsync(HttpContext http, ByteSize limit, Func<ReadOnlyMemory<byte>, Judgement> judge, IConnectorContext context)
    {
        if (!doorway.TryEnter())
        {
            await Refusal.Unavailable("the hub is stopping", TimeSpan.FromSeconds(5)).WriteAsync(http);
            return;
        }
        try
        {
            using var body = new ArrivingBody(memory, limit);
            if (await RefusalOf(http, body, judge, context) is { } refusal)
                await refusal.WriteAsync(http);
        }
        finally
        {
            doorway.Leave();
        }
    }

    private async Task<Refusal?> RefusalOf(HttpContext http, ArrivingBody body, Func<ReadOnlyMemory<byte>, Judgement> judge, IConnectorContext context)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
            return Refusal.WrongMethod;
        if (await body.ReadAsync(http) is { } unread)
            return unread with { IsBodyUnread = true };
        var judgement = judge(body.Bytes);
        return judgement.Event is null
            ? judgement.Refusal
            : await DispatchAsync(http, judgement.Event, context);
    }

    private async Task<Refusal?> DispatchAsync(HttpContext http, ConnectorEvent connectorEvent, IConnectorContext context)
    {
        try
        {
            var result = await context.DispatchAsync(connectorEvent, http.RequestAborted);
            Log.Accepted(logger, connectorEvent.Topic, result.Calls.Count);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            await http.Response.WriteAsJsonAsync(
                AcceptedEvent.Of(connectorEvent.Topic, result), AcceptedEventJson.Default.AcceptedEvent, cancellationToken: http.RequestAborted);
            return null;
        }
        catch (QueueUnavailableException exception)
        {
            Log.QueueUnavailable(logger, connectorEvent.Topic, exception);
            return Refusal.Unavailable("the queue is out of reach; nothing was taken", exception.RetryAfter);
        }
    }
}

/// <summary>What became of a request: an event, or a refusal.</summary>
internal readonly record struct Judgement(ConnectorEvent? Event, Refusal? Refusal)
{
    public static Judgement Taken(ConnectorEvent connectorEvent) => new(connectorEvent, null);

    public static Judgement Refused(Refusal refusal) => new(null, refusal);
}
