namespace Connectors.Providers.Faasd.Usage;

/// <summary>Where the kernel keeps control groups: one tree (version 2), or one for each thing it counts (version 1).</summary>
/// <param name="Memory">The tree of memory.</param>
/// <param name="Cpu">The tree of processor time.</param>
/// <param name="IsUnified">Whether both are the one tree of version 2.</param>
internal sealed record CgroupHierarchy(string Memory, string Cpu, bool IsUnified)
{
    /// <summary>This machine's; null when it has none that is known.</summary>
    public static CgroupHierarchy? Detect() => Detect(File.ReadAllText("/proc/self/mounts"));

    /// <summary>What a list of mounts (<c>/proc/self/mounts</c>) tells. Where both versions are mounted, as on machines between the two, version 1 counts.</summary>
    public static CgroupHierarchy? Detect(string mounts)
    {
        string? memory = null, cpu = null, unified = null;
        foreach (var line in mounts.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length < 4)
                continue;
            var options = fields[3].Split(',');
            if (fields[2] == "cgroup2")
                unified ??= fields[1];
            else if (fields[2] == "cgroup" && options.Contains("memory"))
                memory ??= fields[1];
            if (fields[2] == "cgroup" && options.Contains("cpuacct"))
                cpu ??= fields[1];
        }
        return memory is not null && cpu is not null ? new CgroupHierarchy(memory, cpu, IsUnified: false)
            : unified is not null ? new CgroupHierarchy(unified, unified, IsUnified: true)
            : null;
    }

    /// <summary>Whether the kernel counts swap, so that a limit of it is taken.</summary>
    public bool CountsSwap() =>
        IsUnified
            // The root has no limits; what is below it has the file where swap is counted.
            ? Directory.Exists(Memory) && Directory.EnumerateDirectories(Memory).Any(group => File.Exists(Path.Combine(group, "memory.swap.max")))
            : File.Exists(Path.Combine(Memory, "memory.memsw.limit_in_bytes"));

    /// <summary>What a group uses; null when there is no such group (any more).</summary>
    /// <param name="path">From the root of the trees, e.g. <c>/connectors/openfaas-fn/shout-1</c>.</param>
    public CgroupSample? Read(string path)
    {
        var relative = path.TrimStart('/');
        return IsUnified ? CgroupFiles.ReadUnified(Path.Combine(Memory, relative)) : CgroupFiles.ReadSeparate(Path.Combine(Memory, relative), Path.Combine(Cpu, relative));
    }
}
