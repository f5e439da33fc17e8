using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Worker.Metrics;

namespace Connectors.Worker.Leasing;

/// <summary>
/// How many calls of each function run in this worker, and how many more may. A function may hold at most eight times what is left
/// free beyond one place: alone it gets nearly everything, a burst of it never the last place, and the more functions are busy, the
/// closer they come to equal shares. Below that a fixed limit counts, and the pace of a function that refuses calls. Thread-safe.
/// </summary>
internal sealed class FunctionLimits(int total, int fixedPerFunction, WorkerMetrics metrics, TimeProvider time) : IFunctionLimits, IDisposable
{
    private const int ShareOfFree = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<FunctionName, int> running = [];
    private readonly FunctionPaces paces = new(fixedPerFunction > 0 ? Math.Min(fixedPerFunction, total) : total, metrics, time);
    private int all;
    private long newest;

    public ChangeSignal Changes => paces.Changes;

    public int Running(FunctionName function)
    {
        lock (gate)
            return running.GetValueOrDefault(function);
    }

    public int Available(FunctionName function)
    {
        lock (gate)
        {
            var mine = running.GetValueOrDefault(function);
            var room = Math.Min(Share(mine), paces.Room(function, mine));
            return fixedPerFunction > 0 ? Math.Min(room, Math.Max(0, fixedPerFunction - mine)) : room;
        }
    }

    /// <summary>A call takes a place.</summary>
    /// <returns>The call's number, larger than those of all before.</returns>
    public long Enter(FunctionName function)
    {
        lock (gate)
        {
            all++;
            running[function] = running.GetValueOrDefault(function) + 1;
            paces.Entered(function, ++newest);
            return newest;
        }
    }

    /// <summary>A call gives its place back, with what it showed.</summary>
    public void Leave(FunctionName function, long call, Feedback feedback)
    {
        lock (gate)
        {
            var mine = running.GetValueOrDefault(function);
            paces.Left(function, call, newest, mine, feedback);
            all--;
            // Functions come and go: one that runs nothing is forgotten.
            if (mine > 1)
                running[function] = mine - 1;
            else
                running.Remove(function);
        }
        Changes.Notify();
    }

    /// <summary>A function has other replicas than before.</summary>
    public void Scaled(FunctionName function, ReplicaChange change) => paces.Scaled(function, change);

    public void Dispose() => paces.Dispose();

    private int Share(int mine)
    {
        var free = Math.Max(0, total - all);
        // The n-th more is granted while mine + n < 8 * (free - n - 1); who has none gets one as long as any place is free.
        var room = ShareOfFree * (free - 1) - mine;
        var shared = room <= 0 ? 0 : (room + ShareOfFree) / (ShareOfFree + 1);
        return Math.Min(free, mine == 0 ? Math.Max(1, shared) : shared);
    }
}
