using System.Net;
using Connectors.Core.Functions;
using Connectors.Gateway;
using Connectors.Gateway.Access;
using Connectors.Providers.Process;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace Connectors.Providers.Remote.Tests.Conformance;

/// <summary>The process provider behind the REST API, as <c>connectors provider process</c> serves it.</summary>
internal static class ServedProcesses
{
    public static GatewayCredentials Credentials { get; } = new("admin", "s3cret");

    public static async Task<WebApplication> StartAsync(string directory, int port)
    {
        var settings = new GatewaySettings();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton(Metrics.NewCustomRegistry());
        builder.Services.AddProcessProvider(
            new ProcessProviderSettings { RestartMinWait = TimeSpan.FromMilliseconds(50), DrainDelay = TimeSpan.FromMilliseconds(200), ShutdownGrace = TimeSpan.FromSeconds(5) },
            directory, FunctionName.DefaultNamespace);
        builder.Services.AddGateway(settings, () => Credentials);
        var application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        await application.StartAsync();
        return application;
    }
}
