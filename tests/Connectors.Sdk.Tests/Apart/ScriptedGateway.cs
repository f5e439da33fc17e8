using System.Net.Http.Headers;
using Connectors.Core.Functions;
using Connectors.Sdk.Apart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Tests.Apart;

/// <summary>A server that answers as the test says, and how to reach it with credentials.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    public const string Credentials = "YWRtaW46c2VjcmV0";
    private readonly WebApplication application;
    private readonly HttpClient client;

    private ScriptedGateway(WebApplication application, TimeSpan timeout)
    {
        this.application = application;
        client = new HttpClient { BaseAddress = new Uri(application.Urls.Single() + "/"), Timeout = timeout };
        Access = new GatewayAccess(client, new AuthenticationHeaderValue("Basic", Credentials));
    }

    public GatewayAccess Access { get; }

    public static FunctionName Function { get; } = FunctionName.TryParse("echo.openfaas-fn", out var name) ? name : throw new FormatException();

    public static async Task<ScriptedGateway> StartAsync(RequestDelegate answer, TimeSpan? timeout = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new ScriptedGateway(application, timeout ?? TimeSpan.FromSeconds(60));
    }

    public static RequestDelegate Says(int status, string line = "", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(line);
    };

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}
