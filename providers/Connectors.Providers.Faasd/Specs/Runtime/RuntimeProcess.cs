namespace Connectors.Providers.Faasd.Specs.Runtime;

/// <summary>The first process of a container.</summary>
internal sealed record RuntimeProcess
{
    public bool Terminal { get; init; }

    public required RuntimeUser User { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    public required IReadOnlyList<string> Env { get; init; }

    public required string Cwd { get; init; }

    public required RuntimeCapabilities Capabilities { get; init; }

    public required IReadOnlyList<RuntimeRlimit> Rlimits { get; init; }

    public bool NoNewPrivileges { get; init; }
}

/// <summary>Who a process is.</summary>
internal sealed record RuntimeUser(uint Uid, uint Gid, IReadOnlyList<uint>? AdditionalGids = null);

/// <summary>What it may do beyond others: nothing is inheritable or ambient, so that a program of another user gets none of it.</summary>
internal sealed record RuntimeCapabilities(IReadOnlyList<string> Bounding, IReadOnlyList<string> Effective, IReadOnlyList<string> Permitted);

/// <summary>A limit of the process, e.g. <c>RLIMIT_NOFILE</c>.</summary>
internal sealed record RuntimeRlimit(string Type, ulong Hard, ulong Soft);
