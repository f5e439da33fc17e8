using Connectors.Core.Access;
using Connectors.Core.Describing;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connectors.Sdk.Hosting;

/// <summary>The door of connectors into a host.</summary>
public static class SdkRegistration
{
    /// <summary>
    /// Runs all registered connectors. Needs from the container: <c>IFunctionCatalogue</c>, <c>ICheckpointStore</c>, and
    /// <see cref="IInvocationQueue"/> or <see cref="IInvocationIntake"/> or, in synchronous mode, <see cref="IInvoker"/>.
    /// </summary>
    public static IServiceCollection AddConnectorHosting(this IServiceCollection services, ConnectorHostSettings settings)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton(settings);
        services.AddSingleton<TopicMap>();
        services.AddSingleton<ConnectorMetrics>();
        if (settings.AsynchronousInvocation)
        {
            services.TryAddSingleton<IInvocationIntake>(provider => provider.GetRequiredService<IInvocationQueue>());
            services.AddSingleton<IEventDelivery, QueueDelivery>();
        }
        else
            services.AddSingleton<IEventDelivery, InvokerDelivery>();
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<ConnectorSet>();
        services.AddSingleton<TopicMapFeeder>();
        services.AddSingleton<IConnectorOverview, ConnectorOverviewReader>();
        services.AddHostedService(provider => provider.GetRequiredService<TopicMapFeeder>());
        services.AddHostedService<TopicFaults>();
        services.AddHostedService<ConnectorHost>();
        return services;
    }

    /// <summary>Registers a connector, once however often it is called, with the topics it can read (exact names when none are declared).</summary>
    public static IServiceCollection AddConnector<T>(this IServiceCollection services, ConnectorTopics? topics = null)
        where T : class, IConnector => services.Add<T>(ServiceDescriptor.Singleton<T, T>(), topics);

    /// <summary>The same for a connector that is made by a function, with what it needs of its settings.</summary>
    public static IServiceCollection AddConnector<T>(this IServiceCollection services, Func<IServiceProvider, T> make, ConnectorTopics? topics = null)
        where T : class, IConnector => services.Add<T>(ServiceDescriptor.Singleton(make), topics);

    /// <summary>Declares the topics of a connector by its name, over what was declared with it; the connector itself may be registered elsewhere.</summary>
    public static IServiceCollection AddConnectorTopics(this IServiceCollection services, string connector, ConnectorTopics topics) =>
        services.AddSingleton(new ConnectorRegistration(null, connector, topics));

    /// <summary>Maps the routes of all connectors that have some, and <c>GET /system/topics</c>, which wants credentials.</summary>
    public static IEndpointRouteBuilder MapConnectors(this IEndpointRouteBuilder routes)
    {
        var connectors = routes.ServiceProvider.GetRequiredService<ConnectorSet>();
        var feeder = routes.ServiceProvider.GetRequiredService<TopicMapFeeder>();
        foreach (var hosted in connectors.All)
        {
            if (hosted.Connector is IHttpConnector http)
                http.MapRoutes(routes, hosted.Context);
        }
        routes.MapGet("/system/topics", context => context.Response.WriteAsJsonAsync(
                TopicsContract.Of(connectors, feeder), TopicsJson.Default.TopicsContract, cancellationToken: context.RequestAborted))
            .WithMetadata(CredentialsRequired.Instance, new OperationDescription("The connectors of this process, the topics of all functions, and who serves them.")
            {
                Answers = [new(200, "What came by each topic last is there too.", static () => TopicsJson.Default.TopicsContract)],
            });
        return routes;
    }

    private static IServiceCollection Add<T>(this IServiceCollection services, ServiceDescriptor connector, ConnectorTopics? topics)
        where T : class, IConnector
    {
        if (!services.Any(service => service.ServiceType == typeof(T)))
        {
            services.Add(connector);
            services.AddSingleton<IConnector>(provider => provider.GetRequiredService<T>());
        }
        return services.AddSingleton(new ConnectorRegistration(typeof(T), null, topics ?? new ConnectorTopics()));
    }
}
