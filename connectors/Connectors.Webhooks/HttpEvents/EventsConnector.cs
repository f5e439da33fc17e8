using Connectors.Core.Access;
using Connectors.Core.Describing;
using Connectors.Sdk;
using Connectors.Sdk.Hosting;
using Connectors.Webhooks.Intake;
using Connectors.Webhooks.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks.HttpEvents;

/// <summary>Events of whoever has credentials: <c>POST /event/{topic}</c>, plain or as CloudEvents.</summary>
internal sealed class EventsConnector(EventsSettings settings, IntakeMemory memory, ConnectorHostSettings host, TimeProvider time, ILogger<EventsConnector> logger) : IHttpConnector
{
    private readonly EventIntake intake = new(memory, host, time, logger);

    public string Name => "events";

    public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken) => intake.RunAsync(cancellationToken);

    public void MapRoutes(IEndpointRouteBuilder routes, IConnectorContext context) =>
        routes.Map("/event/{**topic}", http => intake.HandleAsync(http, "", settings.MaxBodyBytes, null, body => Judge(http, body), context))
            .WithMetadata(CredentialsRequired.Instance, new OperationDescription("Publishes an event, plain or as CloudEvents, to every function that listens to its topic.")
            {
                Methods = ["POST"],
                Path = "/event/{topic}",
                BodyType = "*/*",
                Parameters = [new("topic", "Such as orders.created.", OperationParameterPlace.Path)],
                Answers = [new(202, "Queued for every function that listens; the list may be empty. A batch is answered by a list of these.", static () => AcceptedEventJson.Default.AcceptedEvent)],
                Errors = [405, 415, 503],
            });

    private static Judgement Judge(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var topic = RoutePath.Rest(http, "topic");
        if (TopicName.Fault(topic) is { } fault)
            return Judgement.Refused(Refusal.Malformed($"{fault}; the topic stands in the path, e.g. /event/orders.created"));
        return EventTranslation.Translate(topic, http.Request.Headers, body);
    }
}
