using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Images.Unpacking;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>Brings images from registries to where containers can begin from them. Thread-safe.</summary>
internal sealed class ImagePuller(
    RegistryClient registry, BlobDownload download, ImageUnpacker unpacker, LocalImages local, ImageOptions options, TimeProvider time, ILogger<ImagePuller> logger)
{
    private readonly Dictionary<(string, string), SharedPull> pulls = [];

    /// <summary>Returns when the image is here as its registry has it now, unpacked and recorded under its whole name.</summary>
    /// <param name="containerd">The namespace it is for.</param>
    /// <param name="image">Which.</param>
    /// <param name="listener">Told how far it is, from any thread.</param>
    /// <param name="cancellationToken">Ends it, unless somebody else waits for the same; what has come stays for a day for whoever tries again.</param>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<ContainerImage> PullAsync(
        ContainerdNamespace containerd, ImageReference image, IProgress<PullProgress>? listener, CancellationToken cancellationToken)
    {
        var key = (containerd.Name, image.ToString());
        var pull = Join(key, listener);
        try
        {
            return await pull.WaitAsync(ending => PullAsync(containerd, image, new PullMeter(image.ToString(), pull), ending), listener, cancellationToken);
        }
        finally
        {
            Forget(key, pull);
        }
    }

    /// <summary>The purpose of the leases under which an image is pulled.</summary>
    public static string PurposeOf(ImageReference image) => $"pull {image}";

    private SharedPull Join((string, string) key, IProgress<PullProgress>? listener)
    {
        lock (pulls)
        {
            if (pulls.TryGetValue(key, out var running) && running.TryJoin(listener))
                return running;
            var pull = new SharedPull();
            pull.TryJoin(listener);
            return pulls[key] = pull;
        }
    }

    // Who has gone last finds it unwanted for good: nobody joins after that.
    private void Forget((string, string) key, SharedPull pull)
    {
        if (pull.IsWanted)
            return;
        lock (pulls)
        {
            if (pulls.TryGetValue(key, out var running) && running == pull)
                pulls.Remove(key);
        }
        pull.Dispose();
    }

    private async Task<ContainerImage> PullAsync(ContainerdNamespace containerd, ImageReference image, PullMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            meter.Begin();
            var announced = await registry.DigestOfAsync(image, cancellationToken);
            var here = await local.FindAsync(containerd, image.ToString(), cancellationToken);
            // What has not changed need not be fetched, and does not count as a pull where these are counted.
            var result = here is not null && here.Target == announced ? here : await FetchAsync(containerd, image, announced, meter, cancellationToken);
            meter.End();
            return result;
        }
        catch (Exception fault) when (PullFaults.Of(fault, image) is { } told)
        {
            Log.PullFailed(logger, image, told.Message);
            throw told;
        }
    }

    private async Task<ContainerImage> FetchAsync(
        ContainerdNamespace containerd, ImageReference image, ContentDigest? announced, PullMeter meter, CancellationToken cancellationToken)
    {
        var purpose = PurposeOf(image);
        var lease = await ContainerdLease.TakeAsync(containerd, purpose, time, cancellationToken);
        try
        {
            var pull = new ImagePull(image, lease, registry, download, unpacker, options, meter);
            var (result, target) = await pull.RunAsync(announced, cancellationToken);
            await new ImageRecords(containerd).PutAsync(image.ToString(), target, cancellationToken);
            await lease.EndAllAsync(purpose, cancellationToken);
            Log.Pulled(logger, image, target.Digest, result.Size);
            return result;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !PullFaults.IsPassing(fault))
        {
            // Nothing of it will be of use. What may pass leaves the lease, so that the next try goes on.
            await EndAsync(lease, image);
            throw;
        }
    }

    private async Task EndAsync(ContainerdLease lease, ImageReference image)
    {
        try
        {
            await lease.EndAsync(CancellationToken.None);
        }
        catch (ContainerdException away)
        {
            Log.LeaseStays(logger, image, away);
        }
    }
}
