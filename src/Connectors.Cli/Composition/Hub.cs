using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Cli.Tracing;
using Connectors.Core.Queues;
using Connectors.Cron;
using Connectors.Gateway;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Scaling;
using Connectors.Kafka;
using Connectors.Mqtt;
using Connectors.Nats;
using Connectors.Providers.Faasd;
using Connectors.Providers.FaasNetes;
using Connectors.Providers.Process;
using Connectors.Providers.Remote;
using Connectors.Queues.JetStream;
using Connectors.RabbitMq;
using Connectors.Sdk.Hosting;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Sources;
using Connectors.Worker;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Retries;

namespace Connectors.Cli.Composition;

/// <summary>The composition root: the one place that knows every room.</summary>
internal sealed class Hub(TextWriter output) : IHub
{
    public IReadOnlyList<Type> SettingTypes { get; } =
    [
        typeof(GatewaySettings), typeof(OidcSettings), typeof(ScalingSettings), typeof(ProviderSettings), typeof(ProcessProviderSettings), typeof(FaasdProviderSettings), typeof(FaasNetesSettings), typeof(RemoteProviderSettings), typeof(QueueKindSettings), typeof(QueueSettings), typeof(JetStreamQueueSettings),
        typeof(WorkerSettings), typeof(RetrySettings), typeof(CallbackSettings), typeof(ConnectorHostSettings), typeof(CronSettings), typeof(KafkaSettings), typeof(MqttSettings), typeof(NatsSettings),
        typeof(RabbitMqSettings), typeof(EventsSettings), typeof(WebhooksSettings), typeof(TracingSettings),
    ];

    public IReadOnlyList<string> Connectors => ConnectorCatalogue.Names;

    public IEnumerable<string> SettingFaults(LoadedSettings settings, HubRequest request)
    {
        var calls = request.Role is HubRole.Up or HubRole.Gateway;
        var works = calls || request.Role == HubRole.Worker;
        return
        [
            .. works ? WorkerRegistration.Faults(HubApplication.Callbacks(settings)) : [],
            .. works ? QueueRegistration.Faults(settings) : [],
            .. request.Role is HubRole.Up or HubRole.Gateway or HubRole.Provider ? ProviderRooms.Faults(settings) : [],
            .. GatewayFiles.Faults(settings),
            .. request.NoAuth && settings.Get<OidcSettings>().Issuer.Length > 0 ? ["oidc.issuer asks callers for tokens and --no-auth asks nobody for anything; leave one of them out"] : Array.Empty<string>(),
            .. ConnectorCatalogue.Faults(settings, request),
        ];
    }

    public Task<int> RunAsync(HubOptions options, CancellationToken cancellationToken) => options.Role switch
    {
        HubRole.Connect => new ConnectRun(options).RunAsync(cancellationToken),
        HubRole.Worker => WorkAsync(options, cancellationToken),
        HubRole.Provider => new ProviderRun(options, output).RunAsync(cancellationToken),
        HubRole.Up or HubRole.Gateway => new HubRun(options, output).RunAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Role, "no rooms run by that name"),
    };

    private async Task<int> WorkAsync(HubOptions options, CancellationToken cancellationToken)
    {
        await using var shared = await QueueRegistration.ConnectAsync(options.Settings, cancellationToken);
        return await new WorkerRun(options, output, services => services.AddQueue(options.Settings, Path.Combine(options.DataDirectory, "queue"), shared)).RunAsync(cancellationToken);
    }
}
