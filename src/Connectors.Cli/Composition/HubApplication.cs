using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Cli.Tracing;
using Connectors.Gateway;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tls;
using Connectors.Mqtt.Broker;
using Connectors.Queues.JetStream;
using Connectors.Sdk.Hosting;
using Connectors.Worker;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Retries;

namespace Connectors.Cli.Composition;

/// <summary>
/// All rooms in one host. Their order is that of starting, and backwards that of stopping: functions outlast the worker that calls
/// them, the queue outlasts both, and no more requests are taken before any of them stops.
/// </summary>
internal static class HubApplication
{
    public static WebApplication Build(
        HubOptions options, DataDirectory data, LiveCredentials? credentials, WebhookSources webhooks, ListenPoint listen, ConnectedQueue? shared)
    {
        var settings = options.Settings;
        var gateway = settings.Get<GatewaySettings>();
        ProviderRooms.LeadToTokens(settings, data.Path);
        var builder = WebServers.Create(listen, gateway, GatewayTls.Open(gateway));
        builder.WebHost.ConfigureKestrel(kestrel => GatewayKestrel.ListenH2c(kestrel, gateway));
        HubTracing.AddTo(builder, settings);
        var services = builder.Services;
        services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        // Who ends what he has begun with up expects nothing of it to go on; a service is restarted while its functions are called.
        services.AddProvider(settings, data.Path, ImageRoot(options), credentials, outlivesHub: options.Role != HubRole.Up);
        services.AddWayToGateway(settings, listen, credentials);
        services.AddCompanions(options, data.Path);
        services.AddQueue(settings, data.Below("queue"), shared);
        services.AddSubmissionCounting();
        services.AddSingleton(Callbacks(settings).ToAllowList());
        if (HasWorker(options))
            services.AddWorker(settings.Get<WorkerSettings>(), Callbacks(settings), settings.Get<RetrySettings>(), Directory.CreateDirectory(data.Below("spool")).FullName);
        services.AddGateway(gateway, credentials.ToGateway(), settings.Get<ScalingSettings>(), settings.Get<OidcSettings>());
        if (options.MqttBroker is { } broker)
        {
            services.AddMqttBroker(broker, credentials is null ? null : () => new MqttBrokerUser(credentials.Current!.User, credentials.Current.Password));
            MqttWiring.Attach(settings, broker, credentials?.Current);
        }
        services.AddConnectors(options.Role == HubRole.Up ? ConnectorCatalogue.Names : ConnectorCatalogue.Http, options, webhooks);

        var application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        application.MapConnectors();
        return application;
    }

    /// <summary>Whether this process works queued calls off: from a shared queue workers of their own may take; an embedded one is this process' own.</summary>
    public static bool HasWorker(HubOptions options) => options.Role == HubRole.Up || !QueueRegistration.IsShared(options.Settings);

    // What a client deploys later from the same stack file leads to the same directories.
    private static string ImageRoot(HubOptions options) =>
        options.StackPath is { } stack ? Path.GetDirectoryName(stack)! : Directory.GetCurrentDirectory();

    /// <summary>The settings of callbacks, the paths of their files made absolute.</summary>
    public static CallbackSettings Callbacks(LoadedSettings settings)
    {
        var callbacks = settings.Get<CallbackSettings>();
        if (!string.IsNullOrEmpty(callbacks.SecretFile))
            callbacks.SecretFile = settings.ResolvePath(callbacks.SecretFile);
        if (!string.IsNullOrEmpty(callbacks.CaFile))
            callbacks.CaFile = settings.ResolvePath(callbacks.CaFile);
        return callbacks;
    }
}
