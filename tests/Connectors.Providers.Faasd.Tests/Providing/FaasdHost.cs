using System.Collections.Concurrent;
using Connectors.Conformance.Hubs;
using Connectors.Conformance.Providers;
using Connectors.Conformance.Sources;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Networks;
using Connectors.TestServers;
using Connectors.TestServers.Containerd;
using Connectors.TestServers.Registries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>The faasd provider on a containerd, a network and directories of its own.</summary>
internal sealed class FaasdHost : ProviderUnderTest, IHubUnderTest
{
    private static int count;

    private readonly TempDirectory directory = new("faasd");
    private ServiceProvider? services;

    private FaasdHost(ContainerdServer containerd, RegistryServer registry)
    {
        Containerd = containerd;
        Registry = registry;
        var number = Interlocked.Increment(ref count);
        Settings = new FaasdProviderSettings
        {
            Address = containerd.Address,
            DockerConfig = directory.Below("config.json"),
            Network = $"faasd{number}",
            Bridge = $"faasd{number}",
            Subnet = $"10.78.{number}.0/24",
            CniConfDir = directory.Below("net.d"),
            CniDataDir = directory.Below("leases"),
            StateDir = directory.Below("state"),
            RestartMinWait = TimeSpan.FromMilliseconds(50),
            DrainDelay = TimeSpan.FromMilliseconds(200),
            StopGrace = TimeSpan.FromSeconds(5),
            ShutdownGrace = TimeSpan.FromSeconds(10),
        };
    }

    public ContainerdServer Containerd { get; }

    public RegistryServer Registry { get; }

    public FaasdProviderSettings Settings { get; }

    /// <summary>What it has logged, over all its runs.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public string Data => directory.Below("data");

    public string Image => FunctionImages.In(Registry);

    public IServiceProvider Services => services ?? throw new InvalidOperationException("not running");

    public override FunctionProvider Provider => Services.GetRequiredService<FunctionProvider>();

    public static async Task<FaasdHost> StartAsync(Action<FaasdProviderSettings>? configure = null)
    {
        var host = await MakeAsync(configure);
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>With everything that it needs, and not started.</summary>
    public static async Task<FaasdHost> MakeAsync(Action<FaasdProviderSettings>? configure = null)
    {
        OwnNetwork.Needed();
        Machine.Needs(ContainerdServer.Program, RegistryServer.Program, "runc", "busybox", "ip", "iptables", "/usr/lib/cni/bridge", "/usr/lib/cni/host-local");
        var registry = await RegistryServer.StartAsync();
        await FunctionImages.PushAsync(registry);
        var host = new FaasdHost(await ContainerdServer.StartAsync(), registry);
        configure?.Invoke(host.Settings);
        return host;
    }

    /// <summary>The real program on this containerd and network.</summary>
    public HubProgram Program(params string[] role) => new(typeof(FaasdHost).Assembly, Data, Variables(), role);

    public async Task StartAgainAsync()
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.AddProvider(new LoggedLines(Logged)));
        collection.AddFaasdProvider(Settings, Data);
        services = collection.BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        if (services is null)
            return;
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        services = null;
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public FunctionDeployment Shell(string name, string script, params (string Key, string Value)[] variables) => FunctionImages.Shell(Image, name, script, variables);

    public override FunctionDeployment Shout(string name) => new() { Service = name, Image = Image, EnvProcess = "tr a-z A-Z" };

    public override FunctionDeployment Answer(string name, string text) => new() { Service = name, Image = Image, EnvProcess = $"echo -n '{text}'" };

    public override FunctionDeployment TellSecret(string name, string secret) => Shell(name, $"cat /var/openfaas/secrets/{secret} 2>/dev/null || true") with { Secrets = [secret] };

    public override FunctionDeployment Write(string name) => Shell(name, "cat >&2; echo >&2", ("combine_output", "false"));

    public override FunctionDeployment Broken(string name) => Shell(name, "false", ("mode", "http"));

    protected override async Task RemoveAsync()
    {
        Settings.KeepRunning = false;
        if (services is null && Containerd.IsRunning)
            // Of a program that has ended functions may run on.
            await StartAgainAsync();
        await StopAsync();
        await new BridgeNetwork(Settings.ToNetworkOptions("functions"), TimeProvider.System, NullLogger<BridgeNetwork>.Instance).ReconcileAsync(new HashSet<string>(), CancellationToken.None);
        await Command.RunAsync("ip", "link", "delete", Settings.Bridge);
        await Containerd.DisposeAsync();
        await Registry.DisposeAsync();
        await MountsBelow.RemoveAsync(directory.Path);
        directory.Dispose();
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["CONNECTORS_FAASD__ADDRESS"] = Settings.Address,
        ["CONNECTORS_FAASD__DOCKER_CONFIG"] = Settings.DockerConfig,
        ["CONNECTORS_FAASD__NETWORK"] = Settings.Network,
        ["CONNECTORS_FAASD__BRIDGE"] = Settings.Bridge,
        ["CONNECTORS_FAASD__SUBNET"] = Settings.Subnet,
        ["CONNECTORS_FAASD__CNI_CONF_DIR"] = Settings.CniConfDir,
        ["CONNECTORS_FAASD__CNI_DATA_DIR"] = Settings.CniDataDir,
        ["CONNECTORS_FAASD__STATE_DIR"] = Settings.StateDir,
        ["CONNECTORS_FAASD__DRAIN_DELAY"] = "200ms",
        ["CONNECTORS_FAASD__STOP_GRACE"] = "5s",
        ["CONNECTORS_PROVIDER"] = "faasd",
    };
}
