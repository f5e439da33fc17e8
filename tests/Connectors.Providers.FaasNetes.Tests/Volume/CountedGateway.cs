using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connectors.Core.Providers;
using Connectors.Gateway;
using Connectors.Gateway.Access;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using Connectors.TestServers;
using Connectors.TestServers.Kubernetes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace Connectors.Providers.FaasNetes.Tests.Volume;

/// <summary>A gateway with the provider, and a count of what it asks of the cluster.</summary>
internal sealed class CountedGateway : IAsyncDisposable
{
    private readonly KubeHost host;
    private readonly WebApplication application;

    private CountedGateway(KubeHost host)
    {
        this.host = host;
        var port = LoopbackPorts.Take();
        var settings = new GatewaySettings();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton(Metrics.NewCustomRegistry());
        builder.Services.AddFaasNetesProvider(host.Settings);
        builder.Services.AddSingleton<IKubernetes>(_ => ClusterAccess.Open(host.Cluster.Kubeconfig, "", Requests));
        builder.Services.AddGateway(settings, () => new GatewayCredentials("admin", "s3cret"));
        application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("admin:s3cret"u8));
    }

    public CountedRequests Requests { get; } = new();

    /// <summary>With credentials.</summary>
    public HttpClient Client { get; }

    public FunctionProvider Provider => application.Services.GetRequiredService<FunctionProvider>();

    /// <summary>On an empty cluster.</summary>
    public static async Task<CountedGateway> StartAsync()
    {
        var gateway = new CountedGateway(await KubeHost.MakeAsync());
        await gateway.application.StartAsync();
        return gateway;
    }

    /// <summary>The status and what it says.</summary>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public KubeCluster Cluster => host.Cluster;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await application.StopAsync();
        await application.DisposeAsync();
        await host.DisposeAsync();
    }
}
