using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>The few calls into the C library of Linux that starting and ending process groups takes.</summary>
internal static unsafe partial class LibC
{
    public const int Executable = 1;
    public const int CloseOnExec = 0x80000;
    public const int DuplicateAtLeast = 1030;
    public const short SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;
    public const int Any = 0, ById = 1, Exited = 4, WithoutWaiting = 1, WithoutReaping = 0x01000000;
    public const int Terminate = 15, Kill = 9;
    public const int Interrupted = 4;

    // The same on every architecture; the C library has no name for it yet.
    private const nint OpenProcessNumber = 434;

    // glibc's and musl's opaque structures are at most 336 bytes; a siginfo_t has 128.
    public const int OpaqueSize = 512;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getsid")]
    public static partial int Session(int pid);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int idType, int id, void* info, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int ControlPoll(int poll, int operation, int descriptor, void* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int WaitForPoll(int poll, void* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int EmptySet(void* set);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int FullSet(void* set);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int Spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsDuplicate(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsOpen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsChangeDirectory(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int ActionsCloseFrom(void* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesMask(void* attributes, void* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesDefaults(void* attributes, void* set);

    /// <summary>A child that has ended and is not collected; 0 when there is none, below 0 when there are no children at all.</summary>
    public static int FirstEnded()
    {
        var info = stackalloc byte[OpaqueSize];
        new Span<byte>(info, OpaqueSize).Clear();

        // Three numbers of four bytes come first, then, where addresses have eight, a gap of four, and then the process.
        var process = (int*)(info + (sizeof(nint) == 8 ? 16 : 12));
        return WaitId(Any, 0, info, Exited | WithoutWaiting | WithoutReaping) == 0 ? *process : -1;
    }

    /// <summary>A descriptor by which the end of a process can be waited for; below 0 where there is no such thing.</summary>
    public static int OpenProcess(int process) => (int)SystemCall(OpenProcessNumber, process, 0);

    /// <summary>Collects a child if it has ended.</summary>
    public static void Collect(int process)
    {
        int status;
        _ = WaitPid(process, &status, WithoutWaiting);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second);
}
