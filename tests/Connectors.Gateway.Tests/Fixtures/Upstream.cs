using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A function: a web server of its own on a free port.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication application;

    private Upstream(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.Single() + "/");

    public static async Task<Upstream> StartAsync(RequestDelegate function, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.AddServerHeader = false;
            options.ConfigureEndpointDefaults(listen => listen.Protocols = protocols);
        });
        var application = builder.Build();
        application.Run(function);
        await application.StartAsync();
        return new Upstream(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}
