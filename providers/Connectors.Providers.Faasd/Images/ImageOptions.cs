using Connectors.Providers.Faasd.Images.Manifests;

namespace Connectors.Providers.Faasd.Images;

/// <summary>How images are kept here.</summary>
internal sealed record ImageOptions
{
    /// <summary>The part of containerd that keeps unpacked layers.</summary>
    public string Snapshotter { get; init; } = "overlayfs";

    /// <summary>How many blobs come at a time, of all images together.</summary>
    public int ParallelDownloads { get; init; } = 3;

    /// <summary>Which of an image's kinds is wanted.</summary>
    public Platform Platform { get; init; } = Platform.Own;

    /// <summary>How long one layer may take to be unpacked.</summary>
    public TimeSpan UnpackTimeout { get; init; } = TimeSpan.FromMinutes(30);
}
