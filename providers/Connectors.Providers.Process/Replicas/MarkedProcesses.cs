using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Connectors.Providers.Process.Usage;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Replicas;

/// <summary>
/// Finds processes by the mark in their environment and ends them: those of a hub that was killed, and those that detached themselves
/// from a replica that has ended. A mark names the data directory and the replica, so nobody else's process is ever meant.
/// </summary>
internal sealed partial class MarkedProcesses(TimeProvider time, ILogger<MarkedProcesses> logger)
{
    private const int Kill = 9;
    private const int Rounds = 100;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(20);

    /// <summary>Kills every process whose mark begins so, again until none is left: one may have started another meanwhile.</summary>
    public async Task KillAsync(string markPrefix, CancellationToken cancellationToken)
    {
        var told = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var found = Find(markPrefix);
            if (found.Count == 0)
                return;
            foreach (var (process, mark) in found)
            {
                KillWithGroup(process);
                if (told.Add(process.Id))
                    Log.LeftoverKilled(logger, process.Id, mark);
            }
            await Task.Delay(BetweenRounds, time, cancellationToken);
        }
        foreach (var (process, mark) in Find(markPrefix))
            Log.LeftoverAlive(logger, process.Id, mark);
    }

    /// <summary>Processes whose mark begins so, this one excepted.</summary>
    public static IReadOnlyList<(ProcStat Process, string Mark)> Find(string markPrefix)
    {
        var wanted = Encoding.UTF8.GetBytes($"{ReplicaMark.Variable}={markPrefix}");
        var found = new List<(ProcStat, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId
                && Mark(directory, wanted) is { } mark
                && ProcStat.Read(id) is { } process)
                found.Add((process, mark));
        }
        return found;
    }

    private static void KillWithGroup(ProcStat process)
    {
        // A group is known to be the replica's only by its leader; the hub's own group is never signalled.
        if (process.Group == process.Id)
            _ = SendSignal(-process.Id, Kill);
        _ = SendSignal(process.Id, Kill);
    }

    private static string? Mark(string directory, byte[] wanted)
    {
        var environment = ProcFile.Read(Path.Combine(directory, "environ"));
        var rest = environment.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var variable = end < 0 ? rest : rest[..end];
            if (variable.StartsWith(wanted))
                return Encoding.UTF8.GetString(variable[(ReplicaMark.Variable.Length + 1)..]);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return null;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
