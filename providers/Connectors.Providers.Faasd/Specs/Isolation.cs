using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>The walls around every container.</summary>
internal static class Isolation
{
    /// <summary>
    /// What images need that start as root, put their files in order and become somebody else. Of what container engines usually give, functions
    /// lack device files, raw packets (with which the bridge's other addresses could be forged), audit records, other roots and changing capabilities.
    /// </summary>
    public static readonly IReadOnlyList<string> Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETGID", "CAP_SETUID",
    ];

    /// <summary>What of the kernel's files is hidden: it tells of the machine and of its other inhabitants.</summary>
    public static readonly IReadOnlyList<string> MaskedPaths =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    /// <summary>What of them can be read only.</summary>
    public static readonly IReadOnlyList<string> ReadOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>What makes up for capabilities that are not given: low ports and <c>ping</c> for everybody. Both hold in its own network alone.</summary>
    public static readonly IReadOnlyDictionary<string, string> KernelSettings = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["net.ipv4.ip_unprivileged_port_start"] = "0",
        ["net.ipv4.ping_group_range"] = "0 2147483647",
    };

    /// <summary>No device but those without which no program runs.</summary>
    public static readonly IReadOnlyList<RuntimeDevice> Devices =
    [
        new(false, "rwm"),
        Character(1, 3), // null
        Character(1, 5), // zero
        Character(1, 7), // full
        Character(1, 8), // random
        Character(1, 9), // urandom
        Character(5, 0), // tty
        Character(5, 2), // ptmx
        new(true, "rw", "c", 136), // pts
    ];

    /// <summary>Enough for a busy function, and an end for one that forks for ever.</summary>
    public static readonly RuntimePids Processes = new(4096);

    /// <summary>Bounded for programs that go through all that they might have, and more than a server with a thousand callers needs.</summary>
    public static readonly IReadOnlyList<RuntimeRlimit> Limits = [new("RLIMIT_NOFILE", 16384, 16384)];

    /// <summary>Everything its own, except that the network was made before.</summary>
    public static IReadOnlyList<RuntimeNamespace> Namespaces(string network) =>
        [new("pid"), new("ipc"), new("uts"), new("mount"), new("cgroup"), new("network", network)];

    private static RuntimeDevice Character(long major, long minor) => new(true, "rw", "c", major, minor);
}
