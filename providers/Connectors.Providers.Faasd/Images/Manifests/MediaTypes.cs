namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>The kinds of blobs, by the names of the OCI and of Docker.</summary>
internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    public static bool IsIndex(string? type) => type is OciIndex or DockerIndex;

    public static bool IsManifest(string? type) => type is OciManifest or DockerManifest;

    public static bool IsConfig(string? type) => type is OciConfig or DockerConfig;

    /// <summary>Whether containerd can unpack it.</summary>
    public static bool IsLayer(string? type) =>
        type is OciLayer or OciLayer + "+gzip" or OciLayer + "+zstd" or DockerLayer or DockerLayer + ".gzip" or DockerLayer + ".zstd";
}
