using System.Net.Http.Headers;
using System.Text;
using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Faults;
using Connectors.Cli.Settings;
using Connectors.Gateway;
using Connectors.Gateway.Access;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Composition;

/// <summary>One run of <c>connect</c>: connectors alone, their events going to a gateway over HTTP.</summary>
internal sealed class ConnectRun(HubOptions options)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var secrets = new SecretFiles(Path.Combine(options.DataDirectory, "secrets"));
        var credentials = GatewayLogin.Find(secrets, Environment.GetEnvironmentVariable);
        using var client = Client(credentials);
        var webhooks = Names(ConnectorCatalogue.Webhooks) ? WebhookDefaults.Of(options.Settings, secrets).Sources : new WebhookSources(new(), options.DataDirectory);
        using var host = Build(credentials, client, webhooks, out var listen);
        if (host is WebApplication web)
            await WebServers.StartAsync(web, listen, cancellationToken);
        else
            await host.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"Connectors {string.Join(", ", options.Connectors)} run and send their events to {options.Gateway}");
        await Console.Out.FlushAsync(cancellationToken);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await host.StopAsync(CancellationToken.None);
        }
        return ExitCode.Success;
    }

    private IHost Build(GatewayCredentials? credentials, HttpClient client, WebhookSources webhooks, out ListenPoint listen)
    {
        var gateway = options.Settings.Get<GatewaySettings>();
        listen = ListenPoint.Of("gateway.listen", "--listen", gateway.Listen);
        if (!ConnectorCatalogue.Http.Any(Names))
        {
            var plain = Host.CreateEmptyApplicationBuilder(null);
            HubLogging.AddTo(plain.Logging);
            plain.Services.AddSingleton(TimeProvider.System);
            AddRooms(plain.Services, client, webhooks);
            return plain.Build();
        }
        listen.Probe();
        var builder = WebServers.Create(listen, gateway);
        AddRooms(builder.Services, client, webhooks);
        builder.Services.AddGatewayGuard(gateway, credentials);
        var application = builder.Build();
        application.UseGateway();
        application.MapConnectors();
        return application;
    }

    private void AddRooms(IServiceCollection services, HttpClient client, WebhookSources webhooks)
    {
        services.AddGatewayApart(new GatewayAccess(client), options.Settings.Get<ConnectorHostSettings>().RebuildInterval);
        services.AddConnectors(options.Connectors, options.Settings, webhooks);
    }

    private bool Names(string connector) => options.Connectors.Contains(connector, SettingKey.Comparer);

    private HttpClient Client(GatewayCredentials? credentials)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = options.Gateway,
            Timeout = RequestTimeout,
        };
        if (credentials is not null)
        {
            var pair = Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        }
        return client;
    }
}
