using System.Diagnostics;

namespace Connectors.Benchmarks.Containers;

/// <summary>Starts this program anew with a network and mounts of its own, so that nothing of the machine's network changes.</summary>
internal static class OwnNamespaces
{
    private const string Mark = "CONNECTORS_BENCHMARK_INSIDE";

    public static bool AreEntered => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> EnterAsync(params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("containers need root; run the benchmark as root");
        var start = new ProcessStartInfo("unshare", ["--net", "--mount", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh", Environment.ProcessPath!, .. arguments]);
        start.Environment[Mark] = "yes";
        using var inside = Process.Start(start)!;
        await inside.WaitForExitAsync();
        return inside.ExitCode;
    }
}
