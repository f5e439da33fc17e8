using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Sync;

/// <summary>The plainest servers there are, to compare with: one that echoes, and a bare forwarder in front of it.</summary>
internal static class Upstream
{
    /// <summary>An empty application on a free loopback port, without logging.</summary>
    public static WebApplicationBuilder Bare(Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        services?.Invoke(builder.Services);
        return builder;
    }

    /// <summary>Answers every POST with its own body.</summary>
    public static async Task<WebApplication> StartEchoAsync()
    {
        var app = Bare().Build();
        app.Run(static async context =>
        {
            context.Response.ContentLength = context.Request.ContentLength;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        await app.StartAsync();
        return app;
    }
}
