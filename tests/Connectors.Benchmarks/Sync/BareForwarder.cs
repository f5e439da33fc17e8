using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Benchmarks.Sync;

/// <summary>YARP's forwarder and nothing else: what a gateway cannot be faster than.</summary>
internal static class BareForwarder
{
    public static async Task<WebApplication> StartAsync(string upstream)
    {
        var app = Upstream.Bare(services => services.AddHttpForwarder()).Build();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
        });
        app.Run(async context => await forwarder.SendAsync(context, upstream, client));
        await app.StartAsync();
        return app;
    }
}
