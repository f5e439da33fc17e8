using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>A real HTTP server that callbacks are sent to.</summary>
internal sealed class CallbackTarget : IAsyncDisposable
{
    private readonly WebApplication app;

    private CallbackTarget(WebApplication app) => this.app = app;

    public ConcurrentQueue<Received> Requests { get; } = new();

    public Uri Url => new(app.Urls.Single() + "/done?id=1");

    public int Port => Url.Port;

    public static async Task<CallbackTarget> StartAsync(Func<HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
            options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            options.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var target = new CallbackTarget(app);
        app.Run(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            target.Requests.Enqueue(new Received(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
            await answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return target;
    }

    public static Task<CallbackTarget> AnsweringAsync(int status, params (string Name, string Value)[] headers) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}

/// <summary>What a target got.</summary>
internal sealed record Received(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, byte[] Body);
