using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Images;

/// <summary>An image that is here, whole and unpacked.</summary>
internal sealed record ContainerImage
{
    /// <summary>The name of its record.</summary>
    public required string Name { get; init; }

    /// <summary>What the name stood for when it was pulled: an index, or a manifest.</summary>
    public required ContentDigest Target { get; init; }

    /// <summary>The manifest of this machine's platform.</summary>
    public required ContentDigest Manifest { get; init; }

    /// <summary>The snapshot with all its layers, which containers begin from.</summary>
    public required string Snapshot { get; init; }

    /// <summary>What it says of the process that it was made for.</summary>
    public required ImageProcess Process { get; init; }

    /// <summary>The bytes of its layers as they are sent.</summary>
    public required long Size { get; init; }
}
