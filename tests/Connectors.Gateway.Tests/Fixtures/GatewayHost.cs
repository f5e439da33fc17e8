using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connectors.Core.Access;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Access;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A gateway on a free port, with a provider and a queue in memory, set as the composition root sets it.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private static readonly GatewayCredentials fixedCredentials = new("admin", "secret");
    private readonly WebApplication application;
    private readonly WebApplication metrics;
    private readonly List<IAsyncDisposable> owned = [];

    private GatewayHost(WebApplication application, WebApplication metrics, MemoryProvider provider, MemoryQueue queue)
    {
        (this.application, this.metrics, Provider, Queue) = (application, metrics, provider, queue);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };
    }

    public MemoryProvider Provider { get; }

    public MemoryQueue Queue { get; }

    /// <summary>Without credentials, following no redirects.</summary>
    public HttpClient Client { get; }

    public Uri Address => new(application.Urls.First() + "/");

    /// <summary>Where it speaks HTTP/2, when <c>H2cListen</c> is set.</summary>
    public Uri H2cAddress => new(application.Urls.Last() + "/");

    public Uri MetricsAddress => new(metrics.Urls.Single() + "/");

    public IServiceProvider Services => application.Services;

    public IInvoker Invoker => application.Services.GetRequiredService<IInvoker>();

    public static AuthenticationHeaderValue Admin { get; } = new("Basic", Convert.ToBase64String("admin:secret"u8));

    public static async Task<GatewayHost> StartAsync(
        Action<GatewaySettings>? change = null, bool auth = true, bool withQueue = true, Action<IServiceCollection>? services = null,
        ScalingSettings? scaling = null, Func<GatewayCredentials>? credentials = null, OidcSettings? oidc = null)
    {
        var settings = new GatewaySettings();
        change?.Invoke(settings);
        var (provider, queue) = (new MemoryProvider(), new MemoryQueue());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var tls = GatewayTls.Open(settings);
        builder.Services.AddGatewayTls(tls);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(options, settings);
            GatewayKestrel.Listen(options, new IPEndPoint(IPAddress.Loopback, 0), tls);
            GatewayKestrel.ListenH2c(options, settings);
        });
        AddProvider(builder.Services, provider);
        if (withQueue)
            AddQueue(builder.Services, queue);
        services?.Invoke(builder.Services);
        builder.Services.AddGateway(settings, auth ? credentials ?? (() => fixedCredentials) : null, scaling, oidc);
        var application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        application.MapPost("/connector/guarded", () => "in").WithMetadata(CredentialsRequired.Instance);
        application.MapGet("/connector/sender", context => context.Response.WriteAsync(ClientAddress.Of(context).ToString()));
        application.MapPost("/connector/open", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            return await reader.ReadToEndAsync(context.RequestAborted);
        });
        await application.StartAsync();
        return new GatewayHost(application, await StartMetricsAsync(application.Services), provider, queue);
    }

    /// <summary>Deploys a function that answers by this code.</summary>
    public async Task<Upstream> FunctionAsync(string name, RequestDelegate function, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var upstream = await Upstream.StartAsync(function, protocols);
        owned.Add(upstream);
        Provider.Add(name, upstream.Address);
        return upstream;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, bool admin = true, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (admin)
            request.Headers.Authorization = Admin;
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>As when the program is told to stop, with all the time that answers under way want.</summary>
    public Task StopAsync() => application.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var one in owned)
            await one.DisposeAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await metrics.StopAsync(now.Token);
        await metrics.DisposeAsync();
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private static async Task<WebApplication> StartMetricsAsync(IServiceProvider gateway)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapGatewayMetrics(gateway);
        await application.StartAsync();
        return application;
    }

    private static void AddProvider(IServiceCollection services, MemoryProvider provider) => services
        .AddSingleton(provider.All)
        .AddSingleton<IFunctionCatalogue>(provider).AddSingleton<IFunctionDeployment>(provider).AddSingleton<IFunctionScaling>(provider)
        .AddSingleton<IFunctionResolution>(provider).AddSingleton<IFunctionUsage>(provider).AddSingleton<ISecretStore>(provider)
        .AddSingleton<IFunctionLogs>(provider).AddSingleton<INamespaceStore>(provider);

    private static void AddQueue(IServiceCollection services, MemoryQueue queue) => services
        .AddSingleton<IInvocationQueue>(queue).AddSingleton<IInvocationRecords>(queue).AddSingleton<IDeadLetters>(queue)
        .AddSingleton<IQueueStatistics>(queue).AddSingleton<IQueueControl>(queue);
}
