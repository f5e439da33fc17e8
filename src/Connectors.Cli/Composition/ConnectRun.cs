using System.Security.Cryptography.X509Certificates;
using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Faults;
using Connectors.Cli.Settings;
using Connectors.Cli.Tracing;
using Connectors.Gateway;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Tls;
using Connectors.Sdk;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Composition;

/// <summary>
/// One run of <c>connect</c>: connectors alone, their events going to a gateway over HTTP. The gateway's credentials guard the routes of
/// connectors here too. Metrics are served where the settings ask for it, because their default address is the gateway's.
/// </summary>
internal sealed class ConnectRun(HubOptions options)
{
    private const string MetricsSetting = "gateway.metrics-listen";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);
    private readonly GatewaySettings gateway = options.Settings.Get<GatewaySettings>();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var secrets = new SecretFiles(Path.Combine(options.DataDirectory, "secrets"));
        var credentials = GatewayLogin.OfClient(secrets, options.Variable);
        if (credentials.Current is null && HaveRoutes)
            throw GatewayLogin.Missing(secrets);
        if (credentials.Current is null)
            await Console.Error.WriteLineAsync(GatewayLogin.Note(secrets));
        var authorities = GatewayFiles.Authorities(gateway.CaFile);
        using var client = Client(authorities);
        var access = new GatewayAccess(client, credentials.ToHeader())
        {
            Remedy = options.GatewayRemedy,
            LogInRefused = () => GatewayLogin.RefusedApart(credentials.Current, secrets),
            Authorities = authorities,
        };
        var webhooks = Names(ConnectorCatalogue.Webhooks) ? WebhookDefaults.Of(options.Settings, secrets).Sources : new WebhookSources(new(), options.DataDirectory);
        var listen = ListenPoint.Of("gateway.listen", "--listen", gateway.Listen);
        var metricsListen = options.Settings.IsSet(MetricsSetting) ? ListenPoint.Of(MetricsSetting, "--metrics-listen", gateway.MetricsListen) : null;
        metricsListen?.Probe();
        var host = Build(credentials, access, webhooks, listen);
        await using var disposal = (IAsyncDisposable)host;
        await using var metrics = metricsListen is null ? null : MetricsApplication.OfApart(host.Services, metricsListen, gateway);
        try
        {
            await StartAsync(host, listen, cancellationToken);
            if (metrics is not null)
                await WebServers.StartAsync(metrics, metricsListen!, cancellationToken);
            await AnnounceAsync(host, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop, be it while starting: what follows is the drain.
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            if (metrics is not null)
                await metrics.StopAsync(CancellationToken.None);
        }
        return ExitCode.Success;
    }

    private static Task StartAsync(IHost host, ListenPoint listen, CancellationToken cancellationToken) =>
        host is WebApplication web ? WebServers.StartAsync(web, listen, cancellationToken) : host.StartAsync(cancellationToken);

    private async Task AnnounceAsync(IHost host, CancellationToken cancellationToken)
    {
        var where = host is WebApplication web ? $" on {ListenPoint.Bound(web)}" : "";
        await Console.Out.WriteLineAsync($"Connectors {string.Join(", ", options.Connectors)} run{where} and send their events to {options.Gateway}");
        await Console.Out.FlushAsync(cancellationToken);
    }

    private IHost Build(LiveCredentials credentials, GatewayAccess access, WebhookSources webhooks, ListenPoint listen)
    {
        if (!HaveRoutes)
        {
            var plain = Host.CreateEmptyApplicationBuilder(null);
            HubLogging.AddTo(plain.Logging);
            HubTracing.AddTo(plain, options.Settings);
            plain.Services.AddSingleton(TimeProvider.System);
            AddRooms(plain.Services, credentials, access, webhooks);
            var alone = plain.Build();
            // One that cannot be made is told before anything starts; where there are routes, mapping them makes it.
            _ = alone.Services.GetServices<IConnector>();
            return alone;
        }
        listen.Probe();
        var builder = WebServers.Create(listen, gateway, GatewayTls.Open(gateway));
        HubTracing.AddTo(builder, options.Settings);
        AddRooms(builder.Services, credentials, access, webhooks);
        builder.Services.AddGatewayGuard(gateway, credentials.ToGateway(), options.Settings.Get<OidcSettings>());
        var application = builder.Build();
        application.UseGateway();
        application.MapConnectors();
        return application;
    }

    private void AddRooms(IServiceCollection services, LiveCredentials credentials, GatewayAccess access, WebhookSources webhooks)
    {
        services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        services.AddLiveCredentials(credentials);
        services.AddGatewayApart(access, options.Settings.Get<ConnectorHostSettings>().RebuildInterval);
        services.AddConnectors(options.Connectors, options, webhooks);
    }

    private bool HaveRoutes => ConnectorCatalogue.Http.Any(Names) || options.Modules.HaveRoutes;

    private bool Names(string connector) => options.Connectors.Contains(connector, SettingKey.Comparer);

    // Also how long the gateway may take to queue an event.
    private HttpClient Client(X509Certificate2Collection? authorities)
    {
        var slowest = options.Settings.Get<ConnectorHostSettings>().UpstreamTimeout;
        return GatewayConnection.Client(options.Gateway, slowest > RequestTimeout ? slowest : RequestTimeout, authorities);
    }
}
