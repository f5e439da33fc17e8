using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>A blob with a name and a size that can be.</summary>
internal sealed record BlobDescriptor(string MediaType, ContentDigest Digest, long Size)
{
    private const long Largest = 1L << 40;

    /// <exception cref="ImageException">They cannot.</exception>
    public static BlobDescriptor Of(OciDescriptor? descriptor, string image) =>
        descriptor is { Size: >= 0 and <= Largest } && ContentDigest.TryParse(descriptor.Digest, out var digest)
            ? new BlobDescriptor(descriptor.MediaType ?? "", digest, descriptor.Size)
            : throw new ImageException(ImageFault.Unusable, $"{image} is broken: its manifest names a part without a digest or a size. Push it anew.");
}
