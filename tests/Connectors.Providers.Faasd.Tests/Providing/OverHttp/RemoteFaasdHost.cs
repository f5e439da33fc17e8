using System.Net;
using Connectors.Conformance.Providers;
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

namespace Connectors.Providers.Faasd.Tests.Providing.OverHttp;

/// <summary>A remote provider, and behind it over HTTP the faasd provider, as <c>connectors provider faasd</c> serves it.</summary>
internal sealed class RemoteFaasdHost(FaasdHost behind) : ProviderUnderTest
{
    private static readonly GatewayCredentials Credentials = new("admin", "s3cret");

    private readonly int port = LoopbackPorts.Take();
    private WebApplication? served;
    private ServiceProvider? services;

    public override FunctionProvider Provider => services!.GetRequiredService<FunctionProvider>();

    public static async Task<RemoteFaasdHost> StartAsync()
    {
        var host = new RemoteFaasdHost(await FaasdHost.MakeAsync());
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
        behind.Settings.KeepRunning = false;
        await StopAsync();
        await behind.DisposeAsync();
    }

    private async Task StartAgainAsync()
    {
        served = await ServeAsync();
        var login = new ProviderLogin(Credentials.User, Credentials.Password);
        services = new ServiceCollection()
            .AddRemoteProvider(new RemoteProviderSettings(), new Uri($"http://127.0.0.1:{port}/"), () => login, FunctionName.DefaultNamespace)
            .BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    private async Task<WebApplication> ServeAsync()
    {
        var settings = new GatewaySettings();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton(Metrics.NewCustomRegistry());
        builder.Services.AddFaasdProvider(behind.Settings, behind.Data);
        builder.Services.AddGateway(settings, () => Credentials);
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
