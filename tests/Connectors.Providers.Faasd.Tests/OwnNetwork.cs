using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Connectors.Providers.Faasd.Tests;

/// <summary>
/// These tests make bridges, mounts and addresses. As root they therefore run in a network and a mount namespace of their own: before its first
/// line the test program becomes <c>unshare</c>, which starts it anew inside. Nothing of the machine's network changes, and what others have set there
/// does not count: networks inherit whether the loopback is routed to.
/// </summary>
internal static partial class OwnNetwork
{
    private const string Mark = "CONNECTORS_TEST_OWN_NETWORK";

    private const string Script = """
        if unshare --net --mount true 2>/dev/null; then
          export CONNECTORS_TEST_OWN_NETWORK=yes
          exec unshare --net --mount sh -c 'ip link set lo up; for f in /proc/sys/net/ipv4/conf/*/route_localnet; do echo 0 > $f; done; exec "$@"' sh "$@"
        fi
        export CONNECTORS_TEST_OWN_NETWORK=no
        exec "$@"
        """;

    /// <summary>Skips a test that would change the machine's own network.</summary>
    public static void Needed() =>
        Machine.Needs(Environment.GetEnvironmentVariable(Mark) == "yes", "This test makes a network: run it as root on a machine that has unshare and ip.");

    [ModuleInitializer]
    internal static void Enter()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Environment.GetEnvironmentVariable(Mark) is not null)
            return;
        var self = File.ReadAllText("/proc/self/cmdline").Split('\0')[..^1];
        self[0] = Environment.ProcessPath!;
        string?[] arguments = ["sh", "-c", Script, "sh", .. self, null];
        var pointers = Array.ConvertAll(arguments, Marshal.StringToCoTaskMemUTF8);
        _ = Execute("/bin/sh", pointers);
        throw new InvalidOperationException($"The tests could not enter a network of their own: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint[] arguments);
}
