namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>What an image is made of: checked, so that every name and size in it can be used.</summary>
internal sealed record ImageManifest(BlobDescriptor Config, IReadOnlyList<BlobDescriptor> Layers)
{
    // More than any file system lays upon one another.
    private const int MostLayers = 500;

    /// <exception cref="ImageException">It describes something that cannot be run.</exception>
    public static ImageManifest Of(OciDocument document, string image)
    {
        var config = BlobDescriptor.Of(document.Config, image);
        if (!MediaTypes.IsConfig(config.MediaType))
            throw new ImageException(ImageFault.Unusable, $"{image} is no container image: it holds {ForeignText.Shown(config.MediaType, 120)}.");
        var layers = (document.Layers ?? []).Select(layer => BlobDescriptor.Of(layer, image)).ToList();
        if (layers.Find(layer => !MediaTypes.IsLayer(layer.MediaType)) is { } strange)
            throw new ImageException(ImageFault.Unusable, $"{image} has a layer of the kind {ForeignText.Shown(strange.MediaType, 120)}, which cannot be unpacked here: build it without encryption, and with gzip or zstd.");
        if (layers.Count > MostLayers)
            throw new ImageException(ImageFault.Unusable, $"{image} has {layers.Count} layers, more than can be laid upon one another: build it with fewer.");
        return new ImageManifest(config, layers);
    }
}
