using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway;
using Connectors.Gateway.Scaling;
using Connectors.Providers.Faasd;
using Connectors.Providers.Faasd.Tests.Providing;
using Connectors.TestServers;
using Connectors.TestServers.Containerd;
using Connectors.TestServers.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Containers;

/// <summary>A gateway over the faasd provider, with a containerd, a registry and a network of their own.</summary>
internal sealed class ContainerHub : IAsyncDisposable
{
    private readonly TempDirectory directory = new("container-hub");
    private readonly RegistryServer registry;
    private readonly WebApplication application;

    private ContainerHub(ContainerdServer containerd, RegistryServer registry)
    {
        Containerd = containerd;
        this.registry = registry;
        var settings = new GatewaySettings();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings);
            kestrel.Listen(IPAddress.Loopback, Port);
        });
        builder.Services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        builder.Services.AddFaasdProvider(Settings(), directory.Below("data"), outlivesHub: false);
        builder.Services.AddGateway(settings, null, new ScalingSettings());
        application = builder.Build();
        application.UseGateway();
        application.MapGateway();
    }

    public ContainerdServer Containerd { get; }

    public string Image => FunctionImages.In(registry);

    public int Port { get; } = LoopbackPorts.Take();

    public FunctionProvider Provider => application.Services.GetRequiredService<FunctionProvider>();

    public static async Task<ContainerHub> StartAsync()
    {
        var registry = await RegistryServer.StartAsync();
        await FunctionImages.PushAsync(registry);
        var hub = new ContainerHub(await ContainerdServer.StartAsync(), registry);
        await hub.application.StartAsync();
        return hub;
    }

    /// <summary>Deploys a function and waits until it is ready.</summary>
    public async Task<FunctionName> RunAsync(string name, string command, params (string Name, string Value)[] labels)
    {
        var deployment = new FunctionDeployment { Service = name, Image = Image, EnvProcess = command, Labels = labels.ToDictionary(label => label.Name, label => label.Value) };
        var result = await Provider.Deployment.DeployAsync(deployment, WriteMode.Create, CancellationToken.None);
        if (result != ProviderResult.Accepted)
            throw new InvalidOperationException(result.Reason);
        var function = new FunctionName(name, FunctionName.DefaultNamespace);
        await UntilAsync(function, ready => ready > 0);
        return function;
    }

    /// <summary>Scales and waits until it is done.</summary>
    public async Task ScaleAsync(FunctionName function, int replicas)
    {
        await Provider.Scaling.ScaleAsync(function, replicas, CancellationToken.None);
        await UntilAsync(function, ready => ready == replicas);
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        await Containerd.DisposeAsync();
        await registry.DisposeAsync();
        await MountsBelow.RemoveAsync(directory.Path);
        directory.Dispose();
    }

    private async Task UntilAsync(FunctionName function, Predicate<int> condition)
    {
        while (true)
        {
            var seen = Provider.Catalogue.Changes.Version;
            if (condition((await Provider.Resolution.ResolveAsync(function, CancellationToken.None))!.Ready.Count))
                return;
            await Provider.Catalogue.Changes.WaitAsync(seen, CancellationToken.None);
        }
    }

    private FaasdProviderSettings Settings() => new()
    {
        Address = Containerd.Address,
        CniConfDir = directory.Below("net.d"),
        CniDataDir = directory.Below("leases"),
        StateDir = directory.Below("state"),
        DrainDelay = TimeSpan.FromMilliseconds(10),
    };
}
