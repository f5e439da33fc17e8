using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Cli.Tests.Operating;

/// <summary>A server that answers by the request line, with JSON or with a line of the gateway's own.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Dictionary<string, Queue<(int Status, string Body)>> answers = [];

    private ScriptedGateway(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.Single());

    /// <summary>What was asked, e.g. <c>GET /system/queues</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public ConcurrentQueue<string> Credentials { get; } = [];

    public static async Task<ScriptedGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var gateway = new ScriptedGateway(application);
        application.Run(gateway.AnswerAsync);
        await application.StartAsync();
        return gateway;
    }

    /// <summary>The last answer to a request stays.</summary>
    public ScriptedGateway On(string request, int status, string body)
    {
        answers.TryAdd(request, []);
        answers[request].Enqueue((status, body));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        Asked.Enqueue(request);
        Credentials.Enqueue(context.Request.Headers.Authorization.ToString());
        var (status, body) = answers.TryGetValue(request, out var next) ? next.Count > 1 ? next.Dequeue() : next.Peek() : (404, $"there is nothing at {request}");
        context.Response.StatusCode = status;
        if (status >= 400)
            context.Response.Headers["X-OpenFaaS-Internal"] = "gateway";
        if (context.Request.Path.Value!.EndsWith("/result", StringComparison.Ordinal) && status < 400)
            context.Response.Headers["X-Function-Status"] = "200";
        return context.Response.WriteAsync(body);
    }
}
