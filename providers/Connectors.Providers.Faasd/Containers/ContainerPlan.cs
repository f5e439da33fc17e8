using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>A container that is to be.</summary>
internal sealed record ContainerPlan
{
    /// <summary>Its name within its namespace: letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, at most 76.</summary>
    public required string Id { get; init; }

    /// <summary>What its root begins as.</summary>
    public required ContainerImage Image { get; init; }

    /// <summary>What the runtime is told; its root has to be the relative <c>rootfs</c>.</summary>
    public required RuntimeSpec Spec { get; init; }

    /// <summary>Short facts, by which containers can be listed: a name and its value have no more than 4096 bytes together.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What is kept with it, of any length, by a name for each.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Attachments { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();
}
