using System.Reflection;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Tests.Providing;
using Connectors.TestServers;
using Connectors.TestServers.Containerd;
using Connectors.TestServers.Registries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests.Companions.Running;

/// <summary>The real program, started by <c>connectors faasd up</c> on a containerd, a network and directories of its own.</summary>
internal sealed class FaasdUp : IAsyncDisposable
{
    private const string Running = "Connectors is running.";
    private static int count;

    private readonly TempDirectory directory = new("faasd-up");
    private readonly int number = Interlocked.Increment(ref count);
    private readonly int gateway = LoopbackPorts.Take();
    private readonly int metrics = LoopbackPorts.Take();
    private readonly RegistryServer registry;
    private ServerProcess? process;
    private string before = "";

    private FaasdUp(ContainerdServer containerd, RegistryServer registry, string setting)
    {
        (Containerd, this.registry) = (containerd, registry);
        Directory.CreateDirectory(Shared);
        File.WriteAllText(directory.Below("config.yaml"), $"""
            faasd:
              address: {containerd.Address}
              docker-config: {directory.Below("config.json")}
              network: faasdup{number}
              bridge: {Bridge}
              subnet: 10.79.{number}.0/24
              cni-conf-dir: {directory.Below("net.d")}
              cni-data-dir: {Leases}
              state-dir: {State}
              restart-min-wait: 100ms
              {setting}
            """);
    }

    public ContainerdServer Containerd { get; }

    /// <summary>An image of the watchdog and busybox.</summary>
    public string Image => FunctionImages.In(registry);

    /// <summary>A folder for volumes.</summary>
    public string Shared => directory.Below("shared");

    public string State => directory.Below("state");

    public string Data => directory.Below("data");

    public string Leases => directory.Below("leases");

    public string Compose => directory.Below("docker-compose.yaml");

    public int GatewayPort => gateway;

    public int MetricsPort => metrics;

    /// <summary>Everything it has printed, over all its starts.</summary>
    public string Output => before + process?.Said;

    /// <summary>What companions have said.</summary>
    public string Logged => Directory.Exists(Logs) ? string.Concat(Directory.EnumerateFiles(Logs, "*", SearchOption.AllDirectories).Select(File.ReadAllText)) : "";

    private string Logs => Path.Combine(Data, "companions", "logs");

    public bool HasExited => process!.HasExited;

    private string Bridge => $"faasdup{number}";

    /// <param name="services">Of the compose file; IMAGE and SHARED stand for this fixture's.</param>
    /// <param name="setting">One more below <c>faasd</c>.</param>
    public static async Task<FaasdUp> StartAsync(string services, string setting = "")
    {
        var up = await MakeAsync(services, setting);
        await up.StartAgainAsync();
        return up;
    }

    /// <summary>With everything that it needs, and not started.</summary>
    public static async Task<FaasdUp> MakeAsync(string services, string setting = "")
    {
        OwnNetwork.Needed();
        Machine.Needs(ContainerdServer.Program, RegistryServer.Program, "runc", "busybox", "ip", "iptables", "ctr", "/usr/lib/cni/bridge", "/usr/lib/cni/host-local");
        var registry = await RegistryServer.StartAsync();
        try
        {
            await FunctionImages.PushAsync(registry);
            var up = new FaasdUp(await ContainerdServer.StartAsync(), registry, setting);
            up.Write(services);
            return up;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    public void Write(string services) => File.WriteAllText(Compose, "services:\n" + services.Replace("IMAGE", Image, StringComparison.Ordinal).Replace("SHARED", Shared, StringComparison.Ordinal));

    public async Task StartAgainAsync()
    {
        Begin();
        await UntilAsync(() =>
        {
            Assert.False(process!.HasExited, Output);
            return process.Said.Contains(Running, StringComparison.Ordinal);
        });
    }

    /// <summary>For a start that fails.</summary>
    public async Task<int> FailAsync()
    {
        Begin();
        await process!.ExitedAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public Task KillAsync() => process!.KillAsync();

    public async Task<int> TerminateAsync()
    {
        await process!.TerminateAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>Waits for what another process does; its words are the failure's message.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            Assert.False(late.IsCancellationRequested, $"It did not come about; this was said:\n{Output}{Logged}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The lines of a file in the folder for volumes.</summary>
    public string[] Lines(string file) => File.Exists(Path.Combine(Shared, file)) ? File.ReadAllLines(Path.Combine(Shared, file)) : [];

    /// <summary>What containerd's own client says of the namespace of companions.</summary>
    public async Task<string> AskAsync(params string[] arguments) =>
        (await Command.RunAsync("ctr", ["-a", Containerd.Address, "-n", "openfaas", .. arguments])).Succeeded();

    /// <summary>The process of a companion, or nothing.</summary>
    public async Task<string> TaskAsync(string companion) =>
        (await AskAsync("tasks", "ls")).Split('\n').FirstOrDefault(line => line.StartsWith(companion + " ", StringComparison.Ordinal)) is { } line
            ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]
            : "";

    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        finally
        {
            await Containerd.DisposeAsync();
            await registry.DisposeAsync();
            await MountsBelow.RemoveAsync(directory.Path);
            directory.Dispose();
        }
    }

    private async Task EndAsync()
    {
        if (process is { HasExited: false })
            await process.TerminateAsync(CancellationToken.None);
        if (process is not null)
            await process.DisposeAsync();
        var settings = new FaasdProviderSettings { CniDataDir = Leases, StateDir = State, Network = $"faasdup{number}", Bridge = Bridge, Subnet = $"10.79.{number}.0/24", CniConfDir = directory.Below("net.d") };
        foreach (var part in new[] { "functions", "companions" })
            await new BridgeNetwork(settings.ToNetworkOptions(part), TimeProvider.System, NullLogger<BridgeNetwork>.Instance).ReconcileAsync(new HashSet<string>(), CancellationToken.None);
        await Command.RunAsync("ip", "link", "delete", Bridge);
        // Those that outlive the hub would leave their control groups.
        foreach (var companion in (await AskAsync("tasks", "ls", "-q")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await AskAsync("tasks", "rm", "-f", companion);
    }

    private void Begin()
    {
        before = Output;
        var program = typeof(FaasdUp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "ConnectorsProgram").Value!;
        process = ServerProcess.Start("dotnet", [
            program, "faasd", "up", "-f", Compose, "--config", directory.Below("config.yaml"), "--data", Data,
            "--listen", $"127.0.0.1:{gateway}", "--metrics-listen", $"127.0.0.1:{metrics}",
        ]);
    }
}
