using Connectors.Core.Access;
using Connectors.Core.Callbacks;
using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Gateway.About;
using Connectors.Gateway.Access;
using Connectors.Gateway.Access.Functions;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Answers;
using Connectors.Gateway.AsyncCalls;
using Connectors.Gateway.Audit;
using Connectors.Gateway.Bodies;
using Connectors.Gateway.Checkpoints;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Cors;
using Connectors.Gateway.Describing;
using Connectors.Gateway.Functions;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Invocations.Grpc;
using Connectors.Gateway.Limits;
using Connectors.Gateway.Logs;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Namespaces;
using Connectors.Gateway.Page;
using Connectors.Gateway.Providing;
using Connectors.Gateway.Queues;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Secrets;
using Connectors.Gateway.Tls;
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
    /// <param name="credentials">What callers of guarded routes must show, asked for at every request, from any thread; null: nothing.</param>
    /// <param name="scaling">Valid settings of scaling; null: the defaults.</param>
    /// <param name="oidc">Valid settings of whose tokens open the REST API too; null: nobody's.</param>
    public static IServiceCollection AddGateway(
        this IServiceCollection services, GatewaySettings settings, Func<GatewayCredentials>? credentials, ScalingSettings? scaling = null, OidcSettings? oidc = null)
    {
        services.AddGatewayGuard(settings, credentials, oidc);
        services.AddHttpForwarder();
        services.AddSingleton<InvocationMetrics>();
        services.AddSingleton<FunctionTraffic>();
        services.AddSingleton<ServiceMetrics>();
        services.AddSingleton<GoneNumbers>();
        services.AddHostedService(provider => provider.GetRequiredService<GoneNumbers>());
        services.AddSingleton<ConcurrencyLimits>();
        if (settings.ClientRate > 0)
            services.AddSingleton(_ => new ClientRates(settings.ClientRate, settings.ClientBurst));
        services.AddSingleton<FunctionCount>();
        services.AddSingleton<UpstreamClient>();
        services.AddScaling(scaling ?? new ScalingSettings());
        services.AddSingleton<ReplicaNotes>();
        services.AddSingleton<InvocationPath>();
        services.AddSingleton<IInvoker, GatewayInvoker>();
        services.AddSingleton<ProtectionMap>();
        services.AddSingleton<FunctionTokens>();
        services.AddSingleton<FunctionGuard>();
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
    /// <param name="credentials">What callers of guarded routes must show, asked for at every request, from any thread; null: nothing.</param>
    /// <param name="oidc">Valid settings of whose tokens do as well; null: nobody's.</param>
    public static IServiceCollection AddGatewayGuard(this IServiceCollection services, GatewaySettings settings, Func<GatewayCredentials>? credentials, OidcSettings? oidc = null)
    {
        services.AddRoutingCore();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => Prometheus.Metrics.NewCustomRegistry());
        services.AddSingleton(settings);
        services.AddSingleton(new CredentialCheck(credentials));
        services.AddSingleton<Gatekeeper>();
        services.AddSingleton<AuditFile>();
        services.AddSingleton(provider => new HealthRemark(() => provider.GetRequiredService<AuditFile>().Fault));
        if (oidc is { Issuer.Length: > 0 } && credentials is not null)
        {
            services.AddSingleton(oidc);
            services.AddSingleton<IssuerKeys>();
            services.AddSingleton(provider => new HealthRemark(() => provider.GetRequiredService<IssuerKeys>().Fault));
            services.AddSingleton<TokenCheck>();
        }
        services.AddCrossOrigin(settings);
        services.AddSingleton(TrustedProxies.Parse(settings.TrustedProxies));
        services.TryAddSingleton(HttpMetricNames.OfGateway);
        services.AddSingleton<HttpMetrics>();
        services.AddSingleton<FaultAnswers>();
        services.AddSingleton<FunctionRegistry>();
        return services;
    }

    /// <summary>Keeps a certificate as its files are, and says in the log and beside <c>/metrics</c> when they cannot be used.</summary>
    /// <param name="services">The container.</param>
    /// <param name="tls">The one that the server uses; null: none.</param>
    public static IServiceCollection AddGatewayTls(this IServiceCollection services, GatewayTls? tls)
    {
        if (tls is null)
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new HealthRemark(() => tls.Fault));
        services.AddSingleton(tls);
        return services.AddHostedService<TlsWatch>();
    }

    /// <summary>
    /// Puts clients' addresses, routing, errors, credentials, clients' rates and body limits in front of every endpoint of the application, those of connectors included.
    /// Call it once, before any endpoint is mapped.
    /// </summary>
    public static IApplicationBuilder UseGateway(this IApplicationBuilder application)
    {
        var metrics = application.ApplicationServices.GetRequiredService<HttpMetrics>();
        if (!application.ApplicationServices.GetRequiredService<TrustedProxies>().AreNone)
            application.UseMiddleware<ForwardedClient>();
        application.UseGrpcCalls();
        application.UseFunctionRoute();
        application.UseRouting();
        application.Use(next => context => metrics.CountAsync(context, next));
        application.UseMiddleware<AuditTrail>();
        application.UseMiddleware<FaultMiddleware>();
        application.UseCrossOrigin(application.ApplicationServices.GetRequiredService<GatewaySettings>());
        application.UseMiddleware<CredentialsMiddleware>();
        if (application.ApplicationServices.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ClientRates)))
            application.UseMiddleware<ClientRateMiddleware>();
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
        }).WithMetadata(AboutDescriptions.Root);
        routes.MapMethods("/healthz", GatewayHealth.Verbs, GatewayHealth.Answer).WithMetadata(AboutDescriptions.Health);
        routes.MapGet("/openapi.json", new OpenApiEndpoint(routes.ServiceProvider.GetRequiredService<EndpointDataSource>(), Has<TokenCheck>(routes)).Get).WithMetadata(AboutDescriptions.Document);
        routes.MapPage();
        var system = routes.MapGroup("/system");
        system.WithMetadata(CredentialsRequired.Instance, new RequestBodyRule(1 << 20, Streams: false, "a call of the REST API takes"));
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

    /// <summary>Maps <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c> for the port that Prometheus reads.</summary>
    /// <param name="routes">Of the application that listens there.</param>
    /// <param name="gateway">The services of the gateway's application when that is another one; null: the same.</param>
    public static IEndpointRouteBuilder MapGatewayMetrics(this IEndpointRouteBuilder routes, IServiceProvider? gateway = null)
    {
        var services = gateway ?? routes.ServiceProvider;
        // Made now, so that the first collection has its numbers.
        _ = services.GetRequiredService<ServiceMetrics>();
        routes.MapMetrics("/metrics", services.GetRequiredService<CollectorRegistry>());
        return routes.MapGatewayHealth(services);
    }

    /// <summary>Maps <c>/healthz</c> for operators, which tells what should be mended (<see cref="HealthRemark"/>), and <c>/readyz</c>, which tells what is away.</summary>
    /// <param name="routes">Of the application that listens there.</param>
    /// <param name="rooms">The services of what is asked about.</param>
    public static IEndpointRouteBuilder MapGatewayHealth(this IEndpointRouteBuilder routes, IServiceProvider rooms)
    {
        var readiness = new Readiness(rooms);
        routes.MapMethods("/healthz", GatewayHealth.Verbs, context => GatewayHealth.AnswerOperator(context, rooms));
        routes.MapMethods("/readyz", GatewayHealth.Verbs, readiness.Answer);
        return routes;
    }

    /// <summary>Why this gateway cannot keep what a deployment's annotations promise; null when it can. For who deploys past its API.</summary>
    /// <param name="deployment">What is to be deployed.</param>
    /// <param name="settings">The gateway's.</param>
    public static string? DeploymentFault(FunctionDeployment deployment, GatewaySettings settings) =>
        settings is { GuardsFunctions: true, FunctionTokens.Length: 0 } && FunctionProtection.Read(deployment.Annotations, deployment.Service, out _) is { Kind: ProtectionKind.Token }
            ? $"annotation {KnownAnnotations.Auth}: token needs the function's tokens on the gateway's machine; name their directory in gateway.function-tokens"
            : null;

    /// <summary>What is wrong with the files that the settings name, one sentence each.</summary>
    /// <param name="settings">With absolute paths.</param>
    public static IEnumerable<string> FileFaults(GatewaySettings settings) =>
        AuditFile.FaultOf(settings) is { } fault ? [.. GatewayTls.Faults(settings), fault] : GatewayTls.Faults(settings);

    private static void MapInvocations(this IEndpointRouteBuilder routes, GatewaySettings settings)
    {
        var functions = routes.ServiceProvider.GetRequiredService<FunctionEndpoint>();
        routes.Map(FunctionRoute.Pattern, functions.InvokeAsync).WithMetadata(functions.BodyRule, AnswersItsFaults.Instance, ClientRated.Instance, CallDescriptions.Call);
        if (HasQueue(routes))
            routes.MapAsyncCalls(settings);
    }

    private static bool HasQueue(IEndpointRouteBuilder routes) => Has<IInvocationQueue>(routes);

    private static bool Has<T>(IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T));
}
