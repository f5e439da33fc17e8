using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>
/// Images for replicas. A registry is asked once a deployment: replicas that come later, and those that start again, begin from what is here, so that
/// a registry that is away takes nothing down. Thread-safe.
/// </summary>
internal sealed class ReplicaImages(ImageConnection images, ImagePullPolicy policy)
{
    private readonly ConcurrentDictionary<FunctionName, long> asked = new();

    /// <exception cref="ImageException">It is not to be had.</exception>
    public async Task<ContainerImage> GetAsync(StoredFunction function, ContainerSpace space, IProgress<PullProgress> progress, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(function.Deployment.Image ?? "", out var reference, out var fault))
            throw new ImageException(ImageFault.Unusable, fault);
        if (policy != ImagePullPolicy.Always || await WasAskedAsync(function, space, cancellationToken))
        {
            if (await images.Local.FindAsync(space.Containerd, reference.ToString(), cancellationToken) is { } here)
                return here;
            if (policy == ImagePullPolicy.Never)
                throw new ImageException(ImageFault.Missing, $"{reference} is not here, and faasd.image-pull-policy says never to ask a registry: import it with ctr -n {function.Name.Namespace} images import, under this whole name.");
        }
        var image = await images.Puller.PullAsync(space.Containerd, reference, progress, cancellationToken);
        await RememberAsync(function, space, cancellationToken);
        return image;
    }

    private async Task<bool> WasAskedAsync(StoredFunction function, ContainerSpace space, CancellationToken cancellationToken)
    {
        if (asked.TryGetValue(function.Name, out var revision))
            return revision >= function.Revision;
        var record = await space.Store.FindAsync(function.Name.Name, cancellationToken);
        return record is not null && FunctionContainer.WasPulledFor(record, function.Revision);
    }

    private async Task RememberAsync(StoredFunction function, ContainerSpace space, CancellationToken cancellationToken)
    {
        asked[function.Name] = function.Revision;
        try
        {
            await space.Store.LabelAsync(function.Name.Name, FunctionContainer.PulledLabels(function.Revision), cancellationToken);
        }
        catch (ContainerdException gone) when (gone.IsMissing)
        {
            // The function was removed meanwhile.
            asked.TryRemove(function.Name, out _);
        }
    }
}
