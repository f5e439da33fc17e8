using System.Net;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>Finds at start what an earlier run has left: companions that run and are as the compose file has them go on, everything else of it is removed.</summary>
internal sealed class CompanionAdoption(CompanionSurroundings surroundings)
{
    /// <summary>How many containers could not go on.</summary>
    public int Removed { get; private set; }

    /// <returns>Where those are that go on.</returns>
    public async Task<IReadOnlyDictionary<string, IPAddress>> TakeAsync(IReadOnlyList<Companion> companions, CancellationToken cancellationToken)
    {
        var space = surroundings.Space;
        var wanted = companions.ToDictionary(companion => companion.Name, StringComparer.Ordinal);
        var states = (await space.Tasks.ListAsync(cancellationToken)).ToDictionary(state => state.Container);
        var living = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        foreach (var record in (await space.Store.ListAsync(null, cancellationToken)).Where(CompanionContainer.IsCompanion))
        {
            if (wanted.TryGetValue(record.Id, out var companion) && CompanionContainer.IsOf(record, companion)
                && states.GetValueOrDefault(record.Id)?.Phase == TaskPhase.Running
                && surroundings.Network.Find(new CompanionPlace(surroundings.Folders, companion).Key) is { } joined)
            {
                living[record.Id] = joined.Address;
                continue;
            }
            await space.Removal.RemoveAsync(record.Id, CompanionsHost.Grace, cancellationToken);
            Removed++;
        }
        await SweepAsync(wanted, living.Keys.ToHashSet(StringComparer.Ordinal), cancellationToken);
        return living;
    }

    private async Task SweepAsync(Dictionary<string, Companion> wanted, HashSet<string> living, CancellationToken cancellationToken)
    {
        var keys = wanted.Values.Where(companion => living.Contains(companion.Name)).Select(companion => new CompanionPlace(surroundings.Folders, companion).Key);
        await surroundings.Network.ReconcileAsync(keys.ToHashSet(StringComparer.Ordinal), cancellationToken);
        foreach (var parent in new[] { surroundings.Folders.Files, surroundings.Folders.Temporaries }.Where(Directory.Exists))
        {
            foreach (var folder in Directory.EnumerateDirectories(parent).Where(folder => !living.Contains(Path.GetFileName(folder))))
                Directory.Delete(folder, recursive: true);
        }
        // Of those that are still wanted the last lines are read yet.
        foreach (var path in OutputFile.In(surroundings.Folders.Outputs).Where(path => !wanted.ContainsKey(Path.GetFileName(path))).ToList())
            new OutputFile(path).Remove();
        var pulls = wanted.Values.Select(companion => ImageReference.TryParse(companion.Image, out var image, out _) ? ImagePuller.PurposeOf(image) : "").ToHashSet(StringComparer.Ordinal);
        await ContainerdLease.EndLeftoversAsync(surroundings.Space.Containerd, pulls.Contains, cancellationToken);
    }
}
