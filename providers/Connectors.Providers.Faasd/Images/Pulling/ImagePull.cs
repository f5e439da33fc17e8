using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Images.Contents;
using Connectors.Providers.Faasd.Images.Manifests;
using Connectors.Providers.Faasd.Images.Unpacking;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;

namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>One pull of one image, under a lease that it was given.</summary>
internal sealed class ImagePull(
    ImageReference image, ContainerdLease lease, RegistryClient registry, BlobDownload download, ImageUnpacker unpacker, ImageOptions options, PullMeter meter)
{
    private readonly string name = image.ToString();
    private readonly ContentStore store = new(lease.Namespace);

    private ContainerdNamespace Containerd => lease.Namespace;

    /// <summary>Everything but the record: that is written when all that it needs is there.</summary>
    public async Task<(ContainerImage Image, BlobDescriptor Target)> RunAsync(ContentDigest? announced, CancellationToken cancellationToken)
    {
        var root = await DocumentAsync(announced?.ToString() ?? image.Selector, cancellationToken);
        var (target, document) = (root, OciDocuments.Read(root.Bytes, root.MediaType, name));
        var manifest = root;
        if (MediaTypes.IsIndex(document.MediaType))
        {
            manifest = await DocumentAsync(PlatformChoice.Of(document, options.Platform, name).Digest.ToString(), cancellationToken);
            target = root with { MediaType = document.MediaType };
            document = OciDocuments.Read(manifest.Bytes, manifest.MediaType, name);
        }
        var parts = ImageManifest.Of(document, name);
        var result = await FetchAsync(parts, target.Digest, manifest.Digest, cancellationToken);
        await SaveAsync(manifest, CollectionLabels.OfManifest(parts), cancellationToken);
        if (manifest.Digest != target.Digest)
            await SaveAsync(target, CollectionLabels.OfIndex(manifest.Digest), cancellationToken);
        var type = manifest.Digest == target.Digest ? document.MediaType! : target.MediaType!;
        return (result, new BlobDescriptor(type, target.Digest, target.Bytes.Length));
    }

    private async Task<ContainerImage> FetchAsync(ImageManifest parts, ContentDigest target, ContentDigest manifest, CancellationToken cancellationToken)
    {
        if (parts.Config.Size > RegistryClient.LargestDocument)
            throw new ImageException(ImageFault.Unusable, $"{name} has a configuration of {parts.Config.Size} bytes; no more than {RegistryClient.LargestDocument} are read.");
        meter.Plan(parts.Layers.Count, parts.Config.Size + parts.Layers.DistinctBy(layer => layer.Digest).Sum(layer => layer.Size));
        await download.FetchAsync(Containerd, image, parts.Config, new Dictionary<string, string>(), meter, cancellationToken);
        var config = OciDocuments.ReadConfig(await store.ReadAsync(parts.Config.Digest, RegistryClient.LargestDocument, cancellationToken) ?? [], name);
        PlatformChoice.Check(config, options.Platform, name);
        var described = LocalImages.Describe(name, target, manifest, parts, config);
        await LayersAsync(parts.Layers, LocalImages.Contents(parts, config, name), cancellationToken);
        await store.LabelAsync(parts.Config.Digest, CollectionLabels.OfConfig(options.Snapshotter, described.Snapshot), cancellationToken);
        return described;
    }

    // Layers come side by side and are unpacked in their order as soon as they are here; the first that fails ends the others.
    private async Task LayersAsync(IReadOnlyList<BlobDescriptor> layers, IReadOnlyList<ContentDigest> contents, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chain = LayerChain.Of(contents);
        // The same layer may lie in an image twice.
        var coming = layers.DistinctBy(layer => layer.Digest)
            .ToDictionary(layer => layer.Digest, layer => download.FetchAsync(Containerd, image, layer, new Dictionary<string, string>(), meter, ending.Token));
        var unpacking = UnpackAsync();
        try
        {
            await foreach (var part in Task.WhenEach([unpacking, .. coming.Values]))
                await part;
        }
        catch
        {
            await ending.CancelAsync();
            await Task.WhenAll([unpacking, .. coming.Values]).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        async Task UnpackAsync()
        {
            for (var i = 0; i < layers.Count; i++)
            {
                await coming[layers[i].Digest];
                await unpacker.UnpackAsync(lease, layers[i], contents[i], i == 0 ? "" : chain[i - 1], chain[i], name, ending.Token);
                meter.Unpack();
            }
        }
    }

    /// <summary>From here when it is here, otherwise from the registry.</summary>
    private async Task<RegistryDocument> DocumentAsync(string selector, CancellationToken cancellationToken)
    {
        if (ContentDigest.TryParse(selector, out var digest) && await store.ReadAsync(digest, RegistryClient.LargestDocument, cancellationToken) is { } bytes && digest.IsOf(bytes))
            return new RegistryDocument(bytes, null, digest);
        return await registry.ManifestAsync(image, selector, cancellationToken);
    }

    private async Task SaveAsync(RegistryDocument document, Dictionary<string, string> labels, CancellationToken cancellationToken)
    {
        using var ingest = await store.OpenAsync(document.Digest, document.Bytes.Length, cancellationToken);
        if (ingest is null)
        {
            await store.LabelAsync(document.Digest, labels, cancellationToken);
            return;
        }
        // It is whole when another namespace has it.
        if (ingest.Offset != document.Bytes.Length)
        {
            await ingest.RestartAsync();
            await ingest.WriteAsync(document.Bytes);
        }
        await ingest.CommitAsync(labels);
    }
}
