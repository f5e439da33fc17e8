using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Images.Contents;
using Connectors.Providers.Faasd.Images.Manifests;
using Connectors.Providers.Faasd.Images.Unpacking;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Images;

/// <summary>Images that are here already: what runs needs no registry. Thread-safe.</summary>
internal sealed class LocalImages(ImageOptions options, ImageUnpacker unpacker)
{
    /// <summary>An image by the name of its record; null when it is not here, or not whole.</summary>
    /// <exception cref="ImageException">It is here, and nothing that can be run.</exception>
    public async Task<ContainerImage?> FindAsync(ContainerdNamespace containerd, string name, CancellationToken cancellationToken)
    {
        if (await new ImageRecords(containerd).FindAsync(name, cancellationToken) is not { } recorded)
            return null;
        var store = new ContentStore(containerd);
        var target = BlobDescriptor.Of(recorded, name);
        if (await DocumentAsync(store, target, name, cancellationToken) is not { } document)
            return null;
        var chosen = target;
        if (MediaTypes.IsIndex(document.MediaType))
        {
            chosen = PlatformChoice.Of(document, options.Platform, name);
            if (await DocumentAsync(store, chosen, name, cancellationToken) is not { } manifest)
                return null;
            document = manifest;
        }
        var parts = ImageManifest.Of(document, name);
        if (await store.ReadAsync(parts.Config.Digest, RegistryClient.LargestDocument, cancellationToken) is not { } config)
            return null;
        var image = Describe(name, target.Digest, chosen.Digest, parts, OciDocuments.ReadConfig(config, name));
        return image.Snapshot.Length == 0 || await unpacker.ExistsAsync(containerd, image.Snapshot, cancellationToken) ? image : null;
    }

    /// <summary>An image as its documents describe it.</summary>
    public static ContainerImage Describe(string name, ContentDigest target, ContentDigest manifest, ImageManifest parts, OciImage config) => new()
    {
        Name = name,
        Target = target,
        Manifest = manifest,
        Snapshot = LayerChain.Of(Contents(parts, config, name)).LastOrDefault("")!,
        Size = parts.Layers.Sum(layer => layer.Size),
        Process = new ImageProcess
        {
            Env = config.Config?.Env ?? [],
            Entrypoint = config.Config?.Entrypoint ?? [],
            Cmd = config.Config?.Cmd ?? [],
            WorkingDirectory = config.Config?.WorkingDir ?? "",
            User = config.Config?.User ?? "",
        },
    };

    /// <summary>The digests of an image's layers when they are not compressed.</summary>
    /// <exception cref="ImageException">There is not one for each layer.</exception>
    public static IReadOnlyList<ContentDigest> Contents(ImageManifest parts, OciImage config, string image)
    {
        var contents = new List<ContentDigest>();
        foreach (var text in config.Rootfs?.DiffIds ?? [])
        {
            if (ContentDigest.TryParse(text, out var digest))
                contents.Add(digest);
        }
        return contents.Count == parts.Layers.Count
            ? contents
            : throw new ImageException(ImageFault.Unusable, $"{image} is broken: its manifest has {parts.Layers.Count} layers and its configuration another number of them. Push it anew.");
    }

    private static async Task<OciDocument?> DocumentAsync(ContentStore store, BlobDescriptor blob, string name, CancellationToken cancellationToken) =>
        await store.ReadAsync(blob.Digest, RegistryClient.LargestDocument, cancellationToken) is { } bytes ? OciDocuments.Read(bytes, blob.MediaType, name) : null;
}
