using Connectors.Core.Access;
using Connectors.Core.Callbacks;
using Connectors.Core.Checkpoints;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Gateway.About;
using Connectors.Gateway.Access;
using Connectors.Gateway.Answers;
using Connectors.Gateway.AsyncCalls;
using Connectors.Gateway.Bodies;
using Connectors.Gateway.Checkpoints;
using Connectors.Gateway.Functions;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Invocations.Grpc;
using Connectors.Gateway.Logs;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Namespaces;
using Connectors.Gateway.Providing;
using Connectors.Gateway.Queues;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace Connectors.Gateway;

/// <summary>The door of the gateway: REST API, invocations, asynchronous calls and metrics.</summary>
public static class GatewayRegistration
{
    /// <summary>
    /// Registers the gateway and <see cref="IInvoker"/>. It asks the container for a provider's interfaces
    /// (<see cref="Core.Providers.FunctionProvider"/> and each of its parts) and, where there is a queue, for the queue's;
    /// a <see cref="CollectorRegistry"/> and a <see cref="TimeProvider"/> are made when nobody registered one; without a registered
    /// <see cref="CallbackAllowList"/> callbacks may go anywhere but to link-local and metadata addresses.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Valid settings.</param>
    /// <param name="credentials">What callers of guarded routes must show; null: nothing.</param>
    /// <param name="scaling">Valid settings of scaling; null: the defaults.</param>
    public static IServiceCollection AddGateway(
        this IServiceCollection services, GatewaySettings settings, GatewayCredentials? credentials, ScalingSettings? scaling = null)
    {
        services.AddGatewayGuard(settings, credentials);
        services.AddHttpForwarder();
        services.AddSingleton<InvocationMetrics>();
        services.AddSingleton<FunctionTraffic>();
        services.AddSingleton<ServiceMetrics>();
        services.AddSingleton<UpstreamClient>();
        services.AddScaling(scaling ?? new ScalingSettings());
        services.AddSingleton<InvocationPath>();
        services.AddSingleton<IInvoker, GatewayInvoker>();
        services.AddSingleton<FunctionEndpoint>();
        services.AddSingleton<AsyncDoor>();
        services.AddSingleton<CallEndpoints>();
        services.AddSingleton<FunctionEndpoints>();
        services.AddHostedService<AnnotationWatch>();
        services.AddSingleton<SecretEndpoints>();
        services.AddSingleton<NamespaceEndpoints>();
        services.AddSingleton<LogEndpoint>();
        services.AddSingleton<InfoEndpoint>();
        services.AddSingleton<ProviderEndpoints>();
        services.AddSingleton<QueueEndpoints>();
        services.AddSingleton<DeadLetterEndpoints>();
        return services;
    }

    /// <summary>Registers what <see cref="UseGateway"/> needs and nothing else: for a server that only hosts the routes of connectors.</summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Valid settings.</param>
    /// <param name="credentials">What callers of guarded routes must show; null: nothing.</param>
    public static IServiceCollection AddGatewayGuard(this IServiceCollection services, GatewaySettings settings, GatewayCredentials? credentials)
    {
        services.AddRoutingCore();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => Prometheus.Metrics.NewCustomRegistry());
        services.AddSingleton(settings);
        services.AddSingleton(new CredentialCheck(credentials));
        services.TryAddSingleton(HttpMetricNames.OfGateway);
        services.AddSingleton<HttpMetrics>();
        services.AddSingleton<FunctionRegistry>();
        return services;
    }

    /// <summary>
    /// Puts routing, errors, credentials and body limits in front of every endpoint of the application, those of connectors included.
    /// Call it once, before any endpoint is mapped.
    /// </summary>
    public static IApplicationBuilder UseGateway(this IApplicationBuilder application)
    {
        var metrics = application.ApplicationServices.GetRequiredService<HttpMetrics>();
        application.UseGrpcCalls();
        application.UseRouting();
        application.Use(next => context => metrics.CountAsync(context, next));
        application.UseMiddleware<FaultMiddleware>();
        application.UseMiddleware<CredentialsMiddleware>();
        application.UseMiddleware<RequestBodyMiddleware>();
        return application;
    }

    /// <summary>Maps the gateway's routes. Those of the queue are there when a queue is registered.</summary>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder routes)
    {
        var settings = routes.ServiceProvider.GetRequiredService<GatewaySettings>();
        routes.MapInvocations(settings);
        routes.MapGet("/", context =>
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = "/ui/";
            return Task.CompletedTask;
        });
        routes.MapGet("/healthz", GatewayHealth.Answer);
        var system = routes.MapGroup("/system");
        system.WithMetadata(CredentialsRequired.Instance, new RequestBodyRule(1 << 20, Streams: false));
        system.MapFunctions();
        system.MapSecrets();
        system.MapNamespaces();
        system.MapAbout();
        system.MapScaling();
        system.MapProviding();
        if (HasQueue(routes))
            system.MapQueues();
        if (Has<ICheckpointStore>(routes))
            routes.MapCheckpoints();
        return routes;
    }

    /// <summary>Maps <c>/metrics</c> and <c>/healthz</c> for the port that Prometheus reads.</summary>
    /// <param name="routes">Of the application that listens there.</param>
    /// <param name="gateway">The services of the gateway's application when that is another one; null: the same.</param>
    public static IEndpointRouteBuilder MapGatewayMetrics(this IEndpointRouteBuilder routes, IServiceProvider? gateway = null)
    {
        var services = gateway ?? routes.ServiceProvider;
        // Made now, so that the first collection has its numbers.
        _ = services.GetRequiredService<ServiceMetrics>();
        routes.MapMetrics("/metrics", services.GetRequiredService<CollectorRegistry>());
        routes.MapGet("/healthz", GatewayHealth.Answer);
        return routes;
    }

    private static void MapInvocations(this IEndpointRouteBuilder routes, GatewaySettings settings)
    {
        var functions = routes.ServiceProvider.GetRequiredService<FunctionEndpoint>();
        routes.Map("/function/{name}/{**rest}", functions.InvokeAsync).WithMetadata(functions.BodyRule);
        if (HasQueue(routes))
            routes.MapAsyncCalls(settings);
    }

    private static bool HasQueue(IEndpointRouteBuilder routes) => Has<IInvocationQueue>(routes);

    private static bool Has<T>(IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T));
}
