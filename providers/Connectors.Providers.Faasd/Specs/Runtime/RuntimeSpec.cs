namespace Connectors.Providers.Faasd.Specs.Runtime;

/// <summary>What an OCI runtime is told of one container: the part of <c>config.json</c> that we write. Absent fields stay null.</summary>
internal sealed record RuntimeSpec
{
    public string OciVersion { get; init; } = "1.0.2";

    public required RuntimeProcess Process { get; init; }

    public required RuntimeRoot Root { get; init; }

    public required string Hostname { get; init; }

    public required IReadOnlyList<RuntimeMount> Mounts { get; init; }

    public required RuntimeLinux Linux { get; init; }
}

/// <summary>The root file system.</summary>
internal sealed record RuntimeRoot(string Path, bool Readonly);

/// <summary>One mount; they are made in their order.</summary>
internal sealed record RuntimeMount(string Destination, string Type, string Source, IReadOnlyList<string> Options);
