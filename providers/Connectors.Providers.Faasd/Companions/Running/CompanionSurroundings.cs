using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Usage;
using Connectors.Providers.Faasd.Watching;
using Connectors.Providers.Local.Logs;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>What all companions share.</summary>
internal sealed class CompanionSurroundings(
    FaasdProviderSettings settings,
    CompanionFolders folders,
    ContainerSpaces spaces,
    TaskWatch watch,
    ImageConnection images,
    ImageViews views,
    NameTable names,
    OutputTails tails,
    TimeProvider time,
    ILoggerFactory logging)
{
    public FaasdProviderSettings Settings => settings;

    public CompanionFolders Folders => folders;

    public ContainerSpace Space { get; } = spaces.Of(CompanionContainer.Namespace);

    public NamespaceWatch Watch => watch.Of(CompanionContainer.Namespace);

    public NetworkOptions NetworkOptions { get; } = settings.ToNetworkOptions(CompanionFolders.Part);

    public BridgeNetwork Network { get; } = new(settings.ToNetworkOptions(CompanionFolders.Part), time, logging.CreateLogger<BridgeNetwork>());

    public ImageConnection Images => images;

    public ImageViews Views => views;

    public NameTable Names => names;

    public OutputTails Tails => tails;

    public TimeProvider Time => time;

    public ILogger Logger { get; } = logging.CreateLogger<CompanionLife>();

    public bool CountsSwap { get; } = CgroupHierarchy.Detect()?.CountsSwap() ?? false;

    public FunctionLog OpenLog(Companion companion) => new(
        new FunctionName(companion.Name, CompanionContainer.Namespace), new LogSegments(Path.Combine(folders.Logs, companion.Name)), settings.LogMaxBytes.Bytes, time, Logger);
}
