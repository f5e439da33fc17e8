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
    public static WebApplicationBuilder Bare(Action<IServiceCollection>? services = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        services?.Invoke(builder.Services);
        return builder;
    }

    /// <summary>Answers every POST with its own body.</summary>
    public static async Task<WebApplication> StartEchoAsync()
    {
        var app = Echo(0);
        await app.StartAsync();
        return app;
    }

    /// <summary>The same on a port, until the process is told to end.</summary>
    public static Task ServeEchoAsync(int port) => Echo(port).RunAsync();

    /// <summary>The empty application of the platform's template, until the process is told to end.</summary>
    public static async Task EmptyAsync(int port)
    {
        var app = WebApplication.CreateBuilder().Build();
        app.MapGet("/", static () => "Hello World!");
        await app.RunAsync($"http://127.0.0.1:{port}");
    }

    private static WebApplication Echo(int port)
    {
        var app = Bare(port: port).Build();
        app.Run(static async context =>
        {
            context.Response.ContentLength = context.Request.ContentLength;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        return app;
    }
}
