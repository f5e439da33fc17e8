namespace Connectors.Providers.Faasd.Specs.Runtime;

/// <summary>What is Linux's own: bounds and walls.</summary>
internal sealed record RuntimeLinux
{
    public required string CgroupsPath { get; init; }

    public required RuntimeResources Resources { get; init; }

    public required IReadOnlyList<RuntimeNamespace> Namespaces { get; init; }

    public required IReadOnlyDictionary<string, string> Sysctl { get; init; }

    public required IReadOnlyList<string> MaskedPaths { get; init; }

    public required IReadOnlyList<string> ReadonlyPaths { get; init; }
}

/// <summary>A namespace: one of its own, or an existing one by its path.</summary>
internal sealed record RuntimeNamespace(string Type, string? Path = null);

/// <summary>What the control group bounds.</summary>
internal sealed record RuntimeResources
{
    public required IReadOnlyList<RuntimeDevice> Devices { get; init; }

    public RuntimeMemory? Memory { get; init; }

    public RuntimeCpu? Cpu { get; init; }

    public required RuntimePids Pids { get; init; }
}

/// <summary>A rule about devices; the last one that fits decides. Without numbers: all of them.</summary>
internal sealed record RuntimeDevice(bool Allow, string Access, string? Type = null, long? Major = null, long? Minor = null);

/// <summary>Bytes of memory, and of memory and swap together.</summary>
internal sealed record RuntimeMemory(long Limit, long? Swap);

/// <summary>Microseconds a period (quota), and the weight among others (shares).</summary>
internal sealed record RuntimeCpu(long? Quota, ulong? Period, ulong? Shares);

/// <summary>The most processes and threads.</summary>
internal sealed record RuntimePids(long Limit);
