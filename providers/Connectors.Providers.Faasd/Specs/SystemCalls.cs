using System.Runtime.InteropServices;
using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>
/// System calls that no function needs and that lead deep into the kernel, which all containers share. They are refused by name, everything else is
/// let through: a list of all that may be called would refuse, with every new kernel, what new programs use.
/// </summary>
internal static class SystemCalls
{
    private const string Refuse = "SCMP_ACT_ERRNO";
    private const uint NotPermitted = 1;
    private const uint NotImplemented = 38;
    private const ulong NewUserNamespace = 0x1000_0000;
    private const ulong HypervisorSockets = 40; // AF_VSOCK

    private static readonly string[] Names =
    [
        // The kernel itself: its code, its clock, its end.
        "bpf", "create_module", "delete_module", "finit_module", "init_module", "kexec_file_load", "kexec_load", "reboot", "adjtimex", "clock_adjtime", "clock_settime", "settimeofday", "stime",
        // Mounts, namespaces and files by other ways than their names.
        "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "name_to_handle_at", "open_by_handle_at", "open_tree", "pivot_root", "setns", "umount", "umount2", "unshare",
        // The machine as a whole.
        "acct", "iopl", "ioperm", "lookup_dcookie", "quotactl", "quotactl_fd", "swapoff", "swapon", "sysfs", "syslog", "ustat", "vhangup",
        // What has often been the way out of a container.
        "add_key", "io_uring_enter", "io_uring_register", "io_uring_setup", "kcmp", "keyctl", "perf_event_open", "request_key", "userfaultfd",
        // What nothing has used for decades.
        "_sysctl", "get_kernel_syms", "nfsservctl", "query_module", "uselib", "vm86", "vm86old",
    ];

    public static RuntimeSeccomp Filter(Architecture architecture) => new(
        "SCMP_ACT_ALLOW",
        Architectures(architecture),
        [
            new(Names, Refuse, NotPermitted),
            // A user namespace gives whoever makes it every capability in it, and with them the parts of the kernel behind them.
            new(["clone"], Refuse, NotPermitted, [new(0, NewUserNamespace, NewUserNamespace, "SCMP_CMP_MASKED_EQ")]),
            // Its arguments cannot be seen from here; libraries that find it missing use clone.
            new(["clone3"], Refuse, NotImplemented),
            new(["socket"], Refuse, NotPermitted, [new(0, HypervisorSockets, 0, "SCMP_CMP_EQ")]),
        ]);

    // With the narrower ones that the same processor runs: a program of one that is not named would be killed.
    private static IReadOnlyList<string> Architectures(Architecture architecture) => architecture switch
    {
        Architecture.X64 => ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        Architecture.Arm64 => ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        _ => [],
    };
}
