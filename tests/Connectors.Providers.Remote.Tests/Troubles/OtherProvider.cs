using System.Collections.Concurrent;
using System.Net;
using Connectors.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Connectors.Providers.Remote.Tests.Troubles;

/// <summary>A fake of a provider: it answers each route, query and all, as the test says, and 404 to all others. It comes and goes at one address.</summary>
internal sealed class OtherProvider : IAsyncDisposable
{
    private readonly int port = LoopbackPorts.Take();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> answers = new(StringComparer.Ordinal);
    private WebApplication? application;

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>How often a route was asked, by <c>METHOD path?query</c>.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers 200 with JSON.</summary>
    public OtherProvider Json(string route, string json) => On(route, context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    });

    /// <summary>Answers with a status and a line.</summary>
    public OtherProvider Line(string route, int status, string line) => On(route, context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(line, context.RequestAborted);
    });

    public OtherProvider On(string route, Func<HttpContext, Task> answer)
    {
        answers[route] = answer;
        return this;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        application = builder.Build();
        application.Run(AnswerAsync);
        await application.StartAsync();
    }

    public async Task StopAsync()
    {
        if (application is null)
            return;
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await application.StopAsync(atOnce.Token);
        await application.DisposeAsync();
        application = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var route = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        Asked.AddOrUpdate(route, 1, (_, count) => count + 1);
        if (answers.TryGetValue(route, out var answer))
            return answer(context);
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
