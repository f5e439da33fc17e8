using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Deployments;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Namespaces;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Process.Deployments;
using Connectors.Providers.Process.Namespaces;
using Connectors.Providers.Process.Replicas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process;

/// <summary>
/// Starts what the records say once the data directory is held and nothing of an earlier hub runs any more; stops everything at the end.
/// </summary>
internal sealed class ProcessProviderHost(
    DataLayout layout,
    ProcessProviderSettings settings,
    FunctionStore store,
    NamespaceTable namespaces,
    NamespaceFiles namespaceFiles,
    SecretFiles secrets,
    FunctionRegistry registry,
    LocalDeployments deployments,
    ReplicaSurroundings surroundings,
    RecordingGate gate,
    ILogger<ProcessProviderHost> logger) : IHostedService, IAsyncDisposable
{
    private DataLock? held;

    /// <exception cref="IOException">The data directory is not usable.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The process provider runs on Linux only; name another provider.");
        held = DataLock.Take(layout.Root, DataLayout.LockFile);
        surroundings.DataId = held.Id;
        await surroundings.Processes.KillAsync(ReplicaMark.AllOf(held.Id), cancellationToken);
        RemoveScratch();
        secrets.SweepTemporaries();
        var functions = store.Load();
        namespaces.Load(namespaceFiles.Load(), functions);
        foreach (var function in functions)
            deployments.Begin(function);
        gate.Open();
        Log.Started(logger, functions.Count, layout.Functions);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (held is not { } lease)
            return;
        held = null;
        await gate.CloseAsync();
        await Task.WhenAll(registry.All.Select(function => function.EndAsync(TimeSpan.Zero, sweep: false)));
        await surroundings.Departures.AllAsync(settings.ShutdownGrace, surroundings.Time, cancellationToken);
        await surroundings.Processes.KillAsync(ReplicaMark.AllOf(lease.Id), CancellationToken.None);
        lease.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private void RemoveScratch()
    {
        try
        {
            ScratchDirectory.Remove(layout.Work);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.ScratchLeft(logger, layout.Work, cause);
        }
    }
}
