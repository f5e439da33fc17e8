using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api;
using Connectors.Providers.Faasd.Containerd.Api.Diffs;
using Connectors.Providers.Faasd.Containerd.Api.Snapshots;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Images.Manifests;
using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Images.Unpacking;

/// <summary>Makes of layers the snapshots that containers begin from. Each layer is unpacked once, whoever wants it. Thread-safe.</summary>
internal sealed class ImageUnpacker(ImageOptions options, TimeProvider time)
{
    private readonly KeyedLocks locks = new();

    /// <summary>Puts one layer on what is below it; returns when it is there, and under the lease.</summary>
    /// <param name="lease">Under which.</param>
    /// <param name="layer">A blob that is in the store.</param>
    /// <param name="content">The digest it has to have when it is not compressed.</param>
    /// <param name="below">The name of what is below it; empty for the first.</param>
    /// <param name="name">The name that both together get.</param>
    /// <param name="image">Whose, for messages.</param>
    /// <param name="cancellationToken">Ends it; nothing half stays.</param>
    /// <exception cref="ImageException">It is not what the image says it is.</exception>
    public async Task UnpackAsync(ContainerdLease lease, BlobDescriptor layer, ContentDigest content, string below, string name, string image, CancellationToken cancellationToken)
    {
        using var turn = await locks.EnterAsync($"{lease.Namespace.Name} {name}", cancellationToken);
        if (await ExistsAsync(lease.Namespace, name, cancellationToken))
        {
            await lease.KeepAsync("snapshots/" + options.Snapshotter, name, cancellationToken);
            return;
        }
        var key = $"connectors-unpack-{Guid.NewGuid():N}";
        var snapshots = lease.Namespace.Snapshots;
        var prepare = new PrepareSnapshotRequest { Snapshotter = options.Snapshotter, Key = key, Parent = below };
        var prepared = await snapshots.PrepareAsync(prepare, cancellationToken: cancellationToken);
        try
        {
            await ApplyAsync(lease.Namespace, layer, content, prepared.Mounts, image, cancellationToken);
            await snapshots.CommitAsync(new CommitSnapshotRequest { Snapshotter = options.Snapshotter, Key = key, Name = name }, cancellationToken: cancellationToken);
        }
        catch (Exception fault)
        {
            await RemoveAsync(lease.Namespace, key);
            // Another process may have been quicker.
            if (fault is not ContainerdException { IsPresent: true })
                throw;
            await lease.KeepAsync("snapshots/" + options.Snapshotter, name, cancellationToken);
        }
    }

    /// <summary>Whether a snapshot is there; nothing keeps it from being collected.</summary>
    public async Task<bool> ExistsAsync(ContainerdNamespace containerd, string name, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Snapshots.StatAsync(new StatSnapshotRequest { Snapshotter = options.Snapshotter, Key = name }, cancellationToken: cancellationToken);
            return true;
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return false;
        }
    }

    private async Task ApplyAsync(
        ContainerdNamespace containerd, BlobDescriptor layer, ContentDigest content, IEnumerable<Mount> mounts, string image, CancellationToken cancellationToken)
    {
        var request = new ApplyRequest { Diff = new ContentDescriptor { MediaType = layer.MediaType, Digest = layer.Digest.ToString(), Size = layer.Size } };
        request.Mounts.Add(mounts);
        var answer = await containerd.Diffs.ApplyAsync(request, deadline: (time.GetUtcNow() + options.UnpackTimeout).UtcDateTime, cancellationToken: cancellationToken);
        if (answer.Applied?.Digest != content.ToString())
            throw new ImageException(ImageFault.Unusable, $"{image} is broken: a layer unpacks to something else than its configuration says ({content}). Push it anew.");
    }

    private async Task RemoveAsync(ContainerdNamespace containerd, string key)
    {
        try
        {
            await containerd.Snapshots.RemoveAsync(new RemoveSnapshotRequest { Snapshotter = options.Snapshotter, Key = key }, cancellationToken: CancellationToken.None);
        }
        catch (ContainerdException)
        {
            // The end of the lease removes it; why the unpacking failed is what has to be told.
        }
    }
}
