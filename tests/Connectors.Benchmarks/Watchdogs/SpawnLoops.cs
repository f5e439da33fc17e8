using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Connectors.Benchmarks.Watchdogs;

/// <summary>The least that starting a program and waiting for its end can cost: <c>posix_spawn</c> and <c>waitpid</c>, over and over, one loop a core.</summary>
internal static unsafe partial class SpawnLoops
{
    /// <summary>Runs a second by all loops together.</summary>
    public static double Run(string program, TimeSpan duration)
    {
        var counts = new long[Environment.ProcessorCount];
        var clock = Stopwatch.StartNew();
        var loops = Enumerable.Range(0, counts.Length).Select(loop => new Thread(() =>
        {
            while (clock.Elapsed < duration)
            {
                Once(program);
                counts[loop]++;
            }
        })).ToList();
        loops.ForEach(loop => loop.Start());
        loops.ForEach(loop => loop.Join());
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static void Once(string program)
    {
        var name = Marshal.StringToCoTaskMemUTF8(program);
        try
        {
            var arguments = stackalloc nint[2] { name, 0 };
            var environment = stackalloc nint[1] { 0 };
            int pid, status;
            if (Spawn(&pid, name, null, null, arguments, environment) != 0 || WaitPid(pid, &status, 0) != pid || status != 0)
                throw new InvalidOperationException($"{program} did not run");
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* pid, nint path, void* actions, void* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, int* status, int options);
}
