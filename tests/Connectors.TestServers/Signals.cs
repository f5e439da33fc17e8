using System.Runtime.InteropServices;

namespace Connectors.TestServers;

/// <summary>Signals to processes that a test started.</summary>
public static partial class Signals
{
    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} to process {process} failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
