using Connectors.Core.Describing;
using Connectors.Sdk;
using Connectors.Sdk.Hosting;
using Connectors.Webhooks.CloudEvents;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Intake;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks;

/// <summary>Signed deliveries of other people's systems: <c>POST /webhook/{source}[/…]</c>.</summary>
internal sealed class WebhooksConnector(WebhookSources sources, IntakeMemory memory, ConnectorHostSettings host, TimeProvider time, ILogger<WebhooksConnector> logger) : IHttpConnector
{
    private readonly EventIntake intake = new(memory, host, time, logger);

    public string Name => "webhooks";

    public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken) => intake.RunAsync(cancellationToken);

    public void MapRoutes(IEndpointRouteBuilder routes, IConnectorContext context) =>
        routes.Map("/webhook/{source}/{**rest}", http => HandleAsync(http, context)).WithMetadata(new OperationDescription("Takes a delivery of a webhook source; its signature is its proof. CloudEvents' handshake is OPTIONS.")
        {
            Methods = ["POST"],
            BodyType = "*/*",
            Answers = [new(202, "Queued for every function that listens; the list may be empty. A batch is answered by a list of these.", static () => AcceptedEventJson.Default.AcceptedEvent)],
            Errors = [401, 404, 405, 415, 429, 503],
        });

    private Task HandleAsync(HttpContext http, IConnectorContext context)
    {
        if (sources.Find(http.Request.RouteValues["source"] as string) is not { } source)
            return new Refusal(StatusCodes.Status404NotFound, "there is no such webhook source").WriteAsync(http);
        return source.Kind is CloudEventsKind && HttpMethods.IsOptions(http.Request.Method)
            ? Handshake.AnswerAsync(http, source.Settings)
            : intake.HandleAsync(http, source.Name, source.Settings.MaxBodyBytes, () => Unproven(http, source, context), body => Judge(http, source, body, context), context);
    }

    // Strangers' bodies are not held.
    private Refusal? Unproven(HttpContext http, WebhookSource source, IConnectorContext context) =>
        (source.Kind as IProvesByHead)?.FaultBeforeBody(Delivery(http, source, default, context)) is { } fault ? NotAuthentic(http, source, fault) : null;

    private Judgement Judge(HttpContext http, WebhookSource source, ReadOnlyMemory<byte> body, IConnectorContext context)
    {
        var delivery = Delivery(http, source, body, context);
        if (!source.Kind.IsAuthentic(delivery, out var proof))
            return Judgement.Refused(NotAuthentic(http, source, proof));
        if (source.Rate?.TryTake(out var wait) == false)
        {
            Log.TooMany(logger, source.Name, source.Settings.RateLimit);
            return Judgement.Refused(Refusal.TooMany(source.Name, source.Settings.RateLimit, wait));
        }
        var reading = source.Kind.Read(delivery);
        if (reading.Fault is not { } fault)
            return Judgement.Of(reading);
        Log.Malformed(logger, source.Name, fault);
        return Judgement.Refused(Refusal.Malformed(fault));
    }

    private Refusal NotAuthentic(HttpContext http, WebhookSource source, string fault)
    {
        source.Refused.Tell(logger, http.Connection.RemoteIpAddress?.ToString() ?? "unknown", fault);
        return new Refusal(StatusCodes.Status401Unauthorized, $"delivery for '{source.Name}' refused: {fault}") { TakesBearer = (source.Kind as ITakesBearer)?.TakesBearer(source.Settings) == true };
    }

    private WebhookDelivery Delivery(HttpContext http, WebhookSource source, ReadOnlyMemory<byte> body, IConnectorContext context) => new()
    {
        Source = source.Name,
        Settings = source.Settings,
        Secrets = SecretsOf(source, context),
        Path = RoutePath.Rest(http, "rest"),
        Headers = http.Request.Headers,
        Query = http.Request.Query,
        ReceivedAt = time.GetUtcNow(),
        Body = body,
    };

    private IReadOnlyList<WebhookSecret> SecretsOf(WebhookSource source, IConnectorContext context)
    {
        var reading = source.Secrets.Read();
        var subject = SourceFaults.Key(source.Name, "secret-file");
        if (reading.Fault is { } fault)
        {
            if (source.IsNews(fault))
                Log.SecretFileUnusable(logger, source.Name, fault);
            context.Faults.Set(subject, fault);
        }
        else if (source.IsNews(null))
        {
            Log.SecretFileUsable(logger, source.Name);
            context.Faults.Clear(subject);
        }
        return reading.Secrets;
    }
}
