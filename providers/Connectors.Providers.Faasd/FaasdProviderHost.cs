using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Names.Listening;
using Connectors.Providers.Faasd.Namespaces;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Replicas;
using Connectors.Providers.Faasd.Watching;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Deployments;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Namespaces;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Local.Supervision;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>Takes over what containerd has of functions, and lets go of it at the end, or ends it.</summary>
internal sealed class FaasdProviderHost(
    FaasdProviderSettings settings,
    FunctionLifetime lifetime,
    ContainerSpaces spaces,
    FunctionRecords records,
    NamespaceRecords namespaceRecords,
    NamespaceTable namespaces,
    NamespaceClearing clearing,
    FunctionRegistry registry,
    LocalDeployments deployments,
    ReplicaSurroundings surroundings,
    ReplicaSource source,
    Adoption adoption,
    SecretFiles secrets,
    TaskWatch watch,
    FunctionNames names,
    UnusedImages unused,
    NameTable table,
    RecordingGate gate,
    ILoggerFactory logging) : IHostedService, IAsyncDisposable
{
    /// <summary>The file in the folder of the state that a hub holds.</summary>
    private const string LockFile = "faasd-provider.lock";

    private readonly ILogger logger = logging.CreateLogger<FaasdProviderHost>();
    private DataLock? held;
    private NameServer? server;

    /// <exception cref="IOException">Another hub looks after these functions, or a folder cannot be used.</exception>
    /// <exception cref="ProviderUnavailableException">containerd or the network cannot be used; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            held = DataLock.Take(settings.StateDir, LockFile);
            await BeginAsync(cancellationToken);
        }
        catch (Exception cause) when (cause is ContainerdException or NetworkException or NameServerException)
        {
            await StopAsync(CancellationToken.None);
            throw new ProviderUnavailableException(cause.Message, cause);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (held is not { } lease)
            return;
        held = null;
        await gate.CloseAsync();
        var all = registry.All;
        if (lifetime.OutlivesHub)
            await Task.WhenAll(all.Select(function => function.ReleaseAsync()));
        else
            await Task.WhenAll(all.Select(function => function.EndAsync(TimeSpan.Zero, sweep: false)));
        await surroundings.Departures.AllAsync(settings.ShutdownGrace, surroundings.Time, cancellationToken);
        await surroundings.Tails.DisposeAsync();
        await unused.DisposeAsync();
        await clearing.DisposeAsync();
        await watch.DisposeAsync();
        await names.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        lease.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await namespaceRecords.EnsureAsync(namespaces.Default, cancellationToken);
        surroundings.Network.Prepare();
        secrets.SweepTemporaries();
        var recorded = await namespaceRecords.LoadAsync(cancellationToken);
        var functions = new List<StoredFunction>();
        foreach (var one in recorded)
        {
            var containers = await spaces.Of(one.Name).Store.ListAsync(FunctionContainer.Mark, cancellationToken);
            var found = records.Read(containers, one.Name);
            await adoption.TakeAsync(one.Name, containers, found, cancellationToken);
            functions.AddRange(found);
        }
        await adoption.SweepAsync(functions, cancellationToken);
        namespaces.Load(recorded, functions);
        server = NameServer.Start(
            new NameServerOptions { Address = NetworkOptions.HostAddress, Askers = NetworkOptions.Subnet }, table, surroundings.Time, logging.CreateLogger<NameServer>());
        foreach (var function in functions)
            deployments.Begin(function, changed => Adopted(function, changed));
        names.Start();
        unused.Start();
        watch.Of(namespaces.Default);
        gate.Open();
        Log.ProviderStarted(logger, functions.Count, settings.SocketPath, adoption.Adopted, adoption.Removed);
    }

    private NetworkOptions NetworkOptions => settings.ToNetworkOptions(ReplicaFolders.Part);

    private IReadOnlyList<IReplica> Adopted(StoredFunction function, Action changed) =>
        [.. adoption.Of(function.Name).Select(replica => source.Adopt(function with { Revision = replica.Revision }, replica.Id, replica.Run, changed))];
}

/// <summary>Whether functions go on when the hub is told to stop.</summary>
internal sealed record FunctionLifetime(bool OutlivesHub);
