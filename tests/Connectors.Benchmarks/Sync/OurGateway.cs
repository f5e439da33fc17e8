using Connectors.Core.Providers;
using Connectors.Gateway;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Benchmarks.Sync;

/// <summary>The gateway as it is composed for users, in front of one function that is the upstream.</summary>
internal static class OurGateway
{
    public static Task<WebApplication> StartAsync(string upstream, Action<IServiceCollection>? more = null)
    {
        var provider = new MemoryProvider();
        provider.Add("echo", new Uri(upstream + "/"));
        return StartAsync(provider, more);
    }

    /// <summary>The same before any functions.</summary>
    public static async Task<WebApplication> StartAsync(MemoryProvider provider, Action<IServiceCollection>? more = null)
    {
        var settings = new GatewaySettings();
        var builder = Upstream.Bare(services =>
        {
            more?.Invoke(services);
            AddProvider(services, provider).AddGateway(settings, null);
        });
        builder.WebHost.ConfigureKestrel(kestrel => GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings));
        var app = builder.Build();
        app.UseGateway();
        app.MapGateway();
        await app.StartAsync();
        return app;
    }

    private static IServiceCollection AddProvider(IServiceCollection services, MemoryProvider provider) => services
        .AddSingleton(provider.All)
        .AddSingleton<IFunctionCatalogue>(provider)
        .AddSingleton<IFunctionDeployment>(provider)
        .AddSingleton<IFunctionScaling>(provider)
        .AddSingleton<IFunctionResolution>(provider)
        .AddSingleton<IFunctionUsage>(provider)
        .AddSingleton<ISecretStore>(provider)
        .AddSingleton<IFunctionLogs>(provider)
        .AddSingleton<INamespaceStore>(provider);
}
