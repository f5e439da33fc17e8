using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>What a container sees beside its image.</summary>
internal static class StandardMounts
{
    /// <summary>Where functions read their secrets.</summary>
    public const string Secrets = "/var/openfaas/secrets";

    private static readonly IReadOnlyList<RuntimeMount> Kernel =
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
        // Runtimes of languages read here how much memory and processor time they have.
        new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]),
    ];

    public static IReadOnlyList<RuntimeMount> Of(ReplicaFacts facts, bool readOnlyRoot)
    {
        var mounts = new List<RuntimeMount>(Kernel) { Bind(facts.ResolvConf, "/etc/resolv.conf", "ro"), Bind(facts.Hosts, "/etc/hosts", "ro") };
        if (readOnlyRoot)
            mounts.Add(Bind(facts.TemporaryDirectory, "/tmp", "rw"));
        if (facts.SecretsDirectory is { } secrets)
            mounts.Add(Bind(secrets, Secrets, "ro", "noexec"));
        foreach (var bind in facts.Binds)
            mounts.Add(Bind(bind.Source, bind.Destination, bind.ReadOnly ? "ro" : "rw"));
        return mounts;
    }

    // Private: nothing that is mounted on either side later shows on the other.
    private static RuntimeMount Bind(string source, string destination, params ReadOnlySpan<string> options) =>
        new(destination, "bind", source, ["rbind", "rprivate", "nosuid", "nodev", .. options]);
}
