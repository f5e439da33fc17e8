using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway;
using Connectors.Gateway.Access;
using Connectors.Providers.Remote;
using Connectors.Providers.Remote.Access;
using Connectors.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Prometheus;

namespace Connectors.Conformance.Providers;

/// <summary>A remote provider, and behind it over HTTP another one, as <c>connectors provider</c> serves it.</summary>
public sealed class ServedProvider : ProviderUnderTest
{
    private static readonly GatewayCredentials Credentials = new("admin", "s3cret");

    private readonly int port = LoopbackPorts.Take();
    private readonly ProviderUnderTest behind;
    private readonly Action<IServiceCollection> door;
    private readonly RemoteProviderSettings settings;
    private WebApplication? served;
    private ServiceProvider? services;

    private ServedProvider(ProviderUnderTest behind, Action<IServiceCollection> door, RemoteProviderSettings settings) =>
        (this.behind, this.door, this.settings) = (behind, door, settings);

    public override FunctionProvider Provider => services!.GetRequiredService<FunctionProvider>();

    /// <param name="behind">Whose state and functions are used; it is not running itself, and is disposed with this.</param>
    /// <param name="door">Registers the provider on that state.</param>
    /// <param name="settings">Of the remote provider.</param>
    public static async Task<ServedProvider> StartAsync(ProviderUnderTest behind, Action<IServiceCollection> door, RemoteProviderSettings? settings = null)
    {
        var host = new ServedProvider(behind, door, settings ?? new RemoteProviderSettings());
        await host.StartAgainAsync();
        return host;
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public override FunctionDeployment Shout(string name) => behind.Shout(name);

    public override FunctionDeployment Answer(string name, string text) => behind.Answer(name, text);

    public override FunctionDeployment TellSecret(string name, string secret) => behind.TellSecret(name, secret);

    public override FunctionDeployment Write(string name) => behind.Write(name);

    public override FunctionDeployment Broken(string name) => behind.Broken(name);

    protected override async Task RemoveAsync()
    {
        await StopAsync();
        await behind.DisposeAsync();
    }

    private async Task StartAgainAsync()
    {
        served = await ServeAsync();
        var login = new ProviderLogin(Credentials.User, Credentials.Password);
        services = new ServiceCollection()
            .AddRemoteProvider(settings, new Uri($"http://127.0.0.1:{port}/"), () => login, FunctionName.DefaultNamespace)
            .BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    private async Task<WebApplication> ServeAsync()
    {
        var gateway = new GatewaySettings();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, gateway);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton(Metrics.NewCustomRegistry());
        door(builder.Services);
        builder.Services.AddGateway(gateway, () => Credentials);
        var application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        await application.StartAsync();
        return application;
    }

    private async Task StopAsync()
    {
        if (services is not null)
        {
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
        if (served is not null)
        {
            await served.StopAsync();
            await served.DisposeAsync();
        }
    }
}
