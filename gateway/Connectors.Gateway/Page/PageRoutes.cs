using Connectors.Core.Access;
using Connectors.Core.Describing;
using Connectors.Core.Queues;
using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Page;

/// <summary>Where the page for people stands, and what is on it.</summary>
internal static class PageRoutes
{
    private static readonly OperationDescription description = new("How everything is, on a page for people.")
    {
        Path = "/ui/",
        Parameters = [new("page", "Which page of the functions.")],
        Answers = [new(200, "Without scripts; parts whose source is away say so.", MediaType: "text/html")],
    };

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var page = ActivatorUtilities.CreateInstance<PageEndpoint>(services, Parts(services));
        routes.MapGet("/ui/", page.Get).WithMetadata(CredentialsRequired.Instance, new CountedAs("/ui"), description);
    }

    private static List<IPagePart> Parts(IServiceProvider services)
    {
        var parts = new List<IPagePart>();
        if (services.GetService<IQueueStatistics>() is { } statistics)
        {
            parts.Add(new QueuesPart(statistics));
            parts.Add(new DeadLettersPart(statistics, services.GetRequiredService<IDeadLetters>()));
        }
        if (services.GetService<IConnectorOverview>() is { } overview)
            parts.Add(new ConnectorsPart(overview));
        parts.Add(ActivatorUtilities.CreateInstance<FunctionsPart>(services));
        return parts;
    }
}
