using System.Net;
using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Usage;
using Connectors.Providers.Faasd.Watching;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Local.Supervision;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>What replicas of all functions share.</summary>
internal sealed class ReplicaSurroundings(
    FaasdProviderSettings settings,
    ReplicaFolders folders,
    ContainerSpaces spaces,
    TaskWatch watch,
    BridgeNetwork network,
    ReplicaImages images,
    ImageViews views,
    ReplicaProbe probe,
    OutputTails tails,
    SecretFiles secrets,
    LocalLogs logs,
    Departures departures,
    TimeProvider time,
    ILogger<ContainerReplica> logger) : IDisposable
{
    // Plugins and runtimes use a processor each; more of them at a time make each slower.
    private readonly SemaphoreSlim starts = new(Math.Max(2, Environment.ProcessorCount * 2));

    public FaasdProviderSettings Settings => settings;

    public TaskWatch Watch => watch;

    public BridgeNetwork Network => network;

    public ReplicaImages Images => images;

    public ImageViews Views => views;

    public ReplicaProbe Probe => probe;

    public OutputTails Tails => tails;

    public SecretFiles Secrets => secrets;

    public Departures Departures => departures;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>How many may be made at a time.</summary>
    public SemaphoreSlim Starts => starts;

    /// <summary>Null where the kernel has none.</summary>
    public CgroupHierarchy? Cgroups { get; } = CgroupHierarchy.Detect();

    /// <summary>Whether a limit of swap is taken.</summary>
    public bool CountsSwap { get; } = CgroupHierarchy.Detect()?.CountsSwap() ?? false;

    /// <summary>Who answers names.</summary>
    public IPAddress NameServer { get; } = settings.ToNetworkOptions(ReplicaFolders.Part).HostAddress;

    public MemoryFolder Memory { get; } = new(folders.Secrets);

    public ContainerSpace Space(FunctionName function) => spaces.Of(function.Namespace);

    public FunctionLog LogOf(FunctionName function) => logs.Of(function);

    public ReplicaPlace Place(ReplicaName name) => new(folders, name, Memory);

    public void Dispose() => starts.Dispose();
}
