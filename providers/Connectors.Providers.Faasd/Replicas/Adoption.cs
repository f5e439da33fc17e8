using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Local.Catalogue;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Finds at start what an earlier run has left: replicas that run are taken over, everything else of it is removed.</summary>
internal sealed class Adoption(ContainerSpaces spaces, ReplicaSurroundings surroundings, ReplicaFolders folders, ILogger<Adoption> logger)
{
    private readonly List<(FunctionName Function, string Id, long Revision, ReplicaRun Run)> living = [];
    private readonly HashSet<FunctionName> recorded = [];

    public int Adopted => living.Count;

    public int Removed { get; private set; }

    /// <summary>Looks at the containers of one namespace.</summary>
    public async Task TakeAsync(string @namespace, IReadOnlyList<ContainerRecord> containers, IReadOnlyList<StoredFunction> functions, CancellationToken cancellationToken)
    {
        var space = spaces.Of(@namespace);
        var states = (await space.Tasks.ListAsync(cancellationToken)).ToDictionary(state => state.Container);
        recorded.UnionWith(containers.Where(FunctionContainer.IsFunction).Select(record => new FunctionName(record.Id, @namespace)));
        var wanted = functions.ToDictionary(function => function.Name.Name);
        foreach (var record in containers.Where(FunctionContainer.IsReplica))
        {
            if (FunctionContainer.Replica(record) is { } replica && wanted.TryGetValue(replica.Function, out var function) && replica.Revision <= function.Revision
                && await RunAsync(function, record.Id, states.GetValueOrDefault(record.Id), cancellationToken) is { } run)
            {
                living.Add((function.Name, record.Id, replica.Revision, run));
                continue;
            }
            await space.Removal.RemoveAsync(record.Id, TimeSpan.Zero, cancellationToken);
            Log.LeftoverRemoved(logger, record.Id, @namespace);
            Removed++;
        }
        var pulls = functions.Select(function => ImageReference.TryParse(function.Deployment.Image ?? "", out var image, out _) ? ImagePuller.PurposeOf(image) : "").ToHashSet();
        await ContainerdLease.EndLeftoversAsync(space.Containerd, pulls.Contains, cancellationToken);
    }

    /// <summary>Removes what belongs to no replica that was taken over.</summary>
    /// <param name="functions">All there are: their last lines are kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SweepAsync(IReadOnlyList<StoredFunction> functions, CancellationToken cancellationToken)
    {
        var keys = living.Select(replica => ReplicaName.Of(replica.Function, replica.Id).Key).ToHashSet(StringComparer.Ordinal);
        await surroundings.Network.ReconcileAsync(keys, cancellationToken);
        surroundings.Views.Sweep();
        foreach (var name in surroundings.Memory.Names().Where(name => !keys.Contains(name)))
            surroundings.Memory.Remove(name);
        foreach (var parent in new[] { folders.Files, folders.Temporaries }.Where(Directory.Exists))
        {
            foreach (var folder in Directory.EnumerateDirectories(parent).Where(folder => !keys.Contains(Path.GetFileName(folder))))
                Directory.Delete(folder, recursive: true);
        }
        SweepLogs();
        foreach (var path in OutputFile.In(folders.Outputs).Where(path => !keys.Contains(Path.GetFileName(path))).ToList())
            Finish(path, functions);
    }

    /// <summary>The replicas of a function that were taken over.</summary>
    public IReadOnlyList<(string Id, long Revision, ReplicaRun Run)> Of(FunctionName function) =>
        [.. living.Where(replica => replica.Function == function).Select(replica => (replica.Id, replica.Revision, replica.Run))];

    private async Task<ReplicaRun?> RunAsync(StoredFunction function, string id, TaskState? state, CancellationToken cancellationToken)
    {
        if (state?.Phase is not (TaskPhase.Running or TaskPhase.Paused) || surroundings.Network.Find(ReplicaName.Of(function.Name, id).Key) is not { } joined)
            return null;
        var isPaused = state.Phase == TaskPhase.Paused;
        var isReady = !isPaused && await surroundings.Probe.FaultAsync(joined.Address, ProbePaths.Of(function.Deployment), cancellationToken) is null;
        return new ReplicaRun(joined.Address, isPaused, isReady);
    }

    // Those of functions that cannot be read stay, for who mends them.
    private void SweepLogs()
    {
        if (!Directory.Exists(folders.Logs))
            return;
        foreach (var space in Directory.EnumerateDirectories(folders.Logs))
        {
            foreach (var log in Directory.EnumerateDirectories(space).Where(log => !recorded.Contains(new FunctionName(Path.GetFileName(log), Path.GetFileName(space)))))
                Directory.Delete(log, recursive: true);
        }
    }

    private void Finish(string path, IReadOnlyList<StoredFunction> functions)
    {
        var file = new OutputFile(path);
        var key = Path.GetFileName(path);
        // The namespace, the function's name, and what tells its replicas apart.
        var owner = functions.FirstOrDefault(function => key.StartsWith($"{function.Name.Namespace}_{function.Name.Name}-", StringComparison.Ordinal));
        if (owner is not null)
            new OutputTail(file, key[(key.IndexOf('_') + 1)..], surroundings.LogOf(owner.Name), logger).Finish();
        file.Remove();
    }
}
