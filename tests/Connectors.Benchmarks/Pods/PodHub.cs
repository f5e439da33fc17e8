using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway;
using Connectors.Gateway.Scaling;
using Connectors.Providers.FaasNetes;
using Connectors.TestServers;
using Connectors.TestServers.Kubernetes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Pods;

/// <summary>A gateway over the provider for Kubernetes, in a namespace of its own.</summary>
internal sealed class PodHub : IAsyncDisposable
{
    private readonly KubeCluster cluster;
    private readonly WebApplication application;

    private PodHub(KubeCluster cluster)
    {
        this.cluster = cluster;
        var settings = new GatewaySettings { FunctionNamespace = Namespace };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings);
            kestrel.Listen(IPAddress.Loopback, Port);
        });
        builder.Services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        // Pods end at once, so that turns are short.
        builder.Services.AddFaasNetesProvider(new FaasNetesSettings { Kubeconfig = cluster.Kubeconfig, ImagePullPolicy = "Never", DrainDelay = TimeSpan.FromMilliseconds(10) }, Namespace);
        builder.Services.AddGateway(settings, null, new ScalingSettings());
        application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        Cluster = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig)) { HttpClient = { Timeout = Timeout.InfiniteTimeSpan } };
    }

    public string Namespace { get; } = $"bench-{Guid.NewGuid():N}"[..14];

    /// <summary>For what is done without us.</summary>
    public Kubernetes Cluster { get; }

    public int Port { get; } = LoopbackPorts.Take();

    private FunctionProvider Provider => application.Services.GetRequiredService<FunctionProvider>();

    public static async Task<PodHub> StartAsync()
    {
        var hub = new PodHub(KubeCluster.Find());
        await FunctionImage.ImportAsync();
        await hub.cluster.KubectlAsync("create", "namespace", hub.Namespace);
        await hub.application.StartAsync();
        return hub;
    }

    public async Task DeployAsync(string name)
    {
        var result = await Provider.Deployment.DeployAsync(new FunctionDeployment { Service = name, Image = FunctionImage.Name, EnvProcess = "echo -n ok" }, WriteMode.Create, CancellationToken.None);
        if (result != ProviderResult.Accepted)
            throw new InvalidOperationException(result.Reason);
    }

    public Task ScaleAsync(string name, int replicas) => Provider.Scaling.ScaleAsync(Name(name), replicas, CancellationToken.None);

    public Task DeleteAsync(string name) => Provider.Deployment.DeleteAsync(Name(name), CancellationToken.None);

    public async Task ReadyAsync(string name)
    {
        while (true)
        {
            var seen = Provider.Catalogue.Changes.Version;
            if ((await Provider.Resolution.ResolveAsync(Name(name), CancellationToken.None))!.Ready.Count > 0)
                return;
            await Provider.Catalogue.Changes.WaitAsync(seen, CancellationToken.None);
        }
    }

    /// <summary>Until there is no pod at all. What is on its way out is not waited for any longer: the cluster takes seconds to collect it, and there are many turns.</summary>
    public async Task EmptyAsync()
    {
        while ((await Cluster.CoreV1.ListNamespacedPodAsync(Namespace)).Items.Count > 0)
        {
            await Cluster.CoreV1.DeleteCollectionNamespacedPodAsync(Namespace, gracePeriodSeconds: 0);
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        Cluster.Dispose();
        await cluster.KubectlAsync("delete", "namespace", Namespace);
    }

    private FunctionName Name(string name) => new(name, Namespace);
}
