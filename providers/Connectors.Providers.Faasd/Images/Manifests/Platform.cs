using System.Runtime.InteropServices;

namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>A kind of machine, as images name it.</summary>
internal sealed record Platform(string Architecture, string? Variant = null)
{
    private const string Linux = "linux";

    /// <summary>This machine's.</summary>
    public static Platform Own { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => new("amd64"),
        System.Runtime.InteropServices.Architecture.Arm64 => new("arm64", "v8"),
        System.Runtime.InteropServices.Architecture.Arm => new("arm", "v7"),
        System.Runtime.InteropServices.Architecture.Armv6 => new("arm", "v6"),
        System.Runtime.InteropServices.Architecture.X86 => new("386"),
        var other => new(other.ToString().ToLowerInvariant()),
    };

    /// <summary>How well an image for those machines runs on this one: the larger the better; null: not at all.</summary>
    public int? Fit(string? os, string? architecture, string? variant)
    {
        if (os != Linux || architecture != Architecture)
            return null;
        var (mine, its) = (Level(Variant), Level(variant));
        return its > mine ? null : its;
    }

    public override string ToString() => $"{Linux}/{Architecture}{(Variant is null ? "" : "/" + Variant)}";

    // Without a variant the one is meant that everybody has.
    private int Level(string? variant) => variant is ['v', var digit and >= '0' and <= '9'] ? digit - '0' : Architecture switch
    {
        "arm64" => 8,
        "arm" => 7,
        _ => 1,
    };
}
