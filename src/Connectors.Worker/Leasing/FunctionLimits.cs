using System.Collections.Concurrent;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Worker.Leasing;

/// <summary>
/// How many calls of each function run in this worker, and how many more may. Without a fixed limit a function may hold at most eight
/// times what is left free beyond one place: alone it gets nearly everything, a burst of it never the last place, and the more
/// functions are busy, the closer they come to equal shares. Thread-safe.
/// </summary>
internal sealed class FunctionLimits(int total, int fixedPerFunction) : IFunctionLimits
{
    private const int ShareOfFree = 8;

    private readonly ConcurrentDictionary<FunctionName, int> running = new();
    private int all;

    public ChangeSignal Changes { get; } = new();

    public int Running(FunctionName function) => running.GetValueOrDefault(function);

    public int Available(FunctionName function)
    {
        var free = Math.Max(0, total - Volatile.Read(ref all));
        var mine = Running(function);
        if (fixedPerFunction > 0)
            return Math.Min(free, Math.Max(0, fixedPerFunction - mine));
        // The n-th more is granted while mine + n < 8 * (free - n - 1); who has none gets one as long as any place is free.
        var room = ShareOfFree * (free - 1) - mine;
        var shared = room <= 0 ? 0 : (room + ShareOfFree) / (ShareOfFree + 1);
        return Math.Min(free, mine == 0 ? Math.Max(1, shared) : shared);
    }

    public void Enter(FunctionName function)
    {
        Interlocked.Increment(ref all);
        running.AddOrUpdate(function, 1, static (_, count) => count + 1);
    }

    public void Leave(FunctionName function)
    {
        Interlocked.Decrement(ref all);
        // Functions come and go: one that runs nothing is forgotten.
        while (running.TryGetValue(function, out var count))
        {
            if (count > 1 ? running.TryUpdate(function, count - 1, count) : running.TryRemove(new(function, count)))
                break;
        }
        Changes.Notify();
    }
}
