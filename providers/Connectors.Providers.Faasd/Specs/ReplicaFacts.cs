namespace Connectors.Providers.Faasd.Specs;

/// <summary>What distinguishes one container from its siblings: its name and its places on this machine. All paths are absolute.</summary>
internal sealed record ReplicaFacts
{
    private const int LongestHostName = 63;
    // A hyphen and what tells replicas apart.
    private const int KeptOfEnd = 9;

    /// <summary>The name of the container.</summary>
    public required string Id { get; init; }

    /// <summary>Its host name: the container's, shortened in the middle where the kernel takes no more.</summary>
    public string HostName => Id.Length <= LongestHostName ? Id : $"{Id[..(LongestHostName - KeptOfEnd)].TrimEnd('-')}{Id[^KeptOfEnd..]}";

    /// <summary>The root file system; for containerd, which mounts it into the bundle, the relative <c>rootfs</c>.</summary>
    public required string RootFileSystem { get; init; }

    /// <summary>The file that holds its network namespace.</summary>
    public required string NetworkNamespace { get; init; }

    /// <summary>Its control group, from the root of the hierarchies, e.g. <c>/connectors/openfaas-fn/shout-1</c>.</summary>
    public required string CgroupPath { get; init; }

    /// <summary>The file shown as <c>/etc/resolv.conf</c>.</summary>
    public required string ResolvConf { get; init; }

    /// <summary>The file shown as <c>/etc/hosts</c>.</summary>
    public required string Hosts { get; init; }

    /// <summary>The directory shown as <c>/tmp</c> when the root is read-only: on a disk, so that what is written is not counted as memory.</summary>
    public required string TemporaryDirectory { get; init; }

    /// <summary>
    /// The directory with its secrets, a file each; null: it has none. A directory rather than files, because a file that is replaced stays the
    /// old one for whoever has it mounted.
    /// </summary>
    public string? SecretsDirectory { get; init; }

    /// <summary>What of this machine it sees beside these.</summary>
    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>Whether this machine can count swap: where it cannot, a limit of it is refused by the kernel.</summary>
    public bool CountsSwap { get; init; }
}

/// <summary>A file or directory of this machine, shown in a container.</summary>
internal sealed record BindMount(string Source, string Destination, bool ReadOnly);
