namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Reads capabilities, with or without <c>CAP_</c> before them.</summary>
internal static class CapabilityReading
{
    private const string Field = "cap_add";
    private const string Prefix = "CAP_";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER",
        "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE",
        "NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE",
        "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
    };

    public static IEnumerable<string> Read(ComposeFields service)
    {
        foreach (var text in service.Texts(Field))
        {
            var name = text.ToUpperInvariant();
            name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            if (Known.Contains(name))
                yield return Prefix + name;
            else
                service.Fault(Field, $"'{ForeignText.Shown(text)}' is not a capability; name each one that is needed, for example CAP_NET_RAW");
        }
    }
}
