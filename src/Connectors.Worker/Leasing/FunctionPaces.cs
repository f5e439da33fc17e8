using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Worker.Metrics;

namespace Connectors.Worker.Leasing;

/// <summary>
/// The paces of the functions that refuse calls; of every other function nothing is kept. One that has recovered is forgotten, and so
/// is one of which nothing has been called for a while: it may be gone. Thread-safe.
/// </summary>
internal sealed class FunctionPaces(int ceiling, WorkerMetrics metrics, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<FunctionName, Kept> paces = [];
    private bool disposed;

    /// <summary>Fires when a pause is over, a pace was forgotten or replicas have come.</summary>
    public ChangeSignal Changes { get; } = new();

    /// <summary>How many more calls the function's pace allows.</summary>
    public int Room(FunctionName function, int running)
    {
        lock (gate)
            return paces.TryGetValue(function, out var kept) ? kept.Pace.Room(running) : int.MaxValue;
    }

    /// <summary>As <see cref="Pace.Entered"/>.</summary>
    public void Entered(FunctionName function, long call)
    {
        lock (gate)
        {
            if (!paces.TryGetValue(function, out var kept))
                return;
            kept.UsedAt = time.GetTimestamp();
            kept.Pace.Entered(call);
        }
    }

    /// <summary>As <see cref="Pace.Left"/>.</summary>
    public void Left(FunctionName function, long call, long newest, int running, Feedback feedback)
    {
        lock (gate)
        {
            if (disposed || (KeptOf(function, feedback) is not { } kept))
                return;
            kept.UsedAt = time.GetTimestamp();
            kept.Pace.Left(call, newest, running, feedback);
            ForgetOrWatch(function, kept);
        }
    }

    /// <summary>A function has other replicas than before; see <see cref="Pace.Scaled"/> and <see cref="Pace.Arrived"/>.</summary>
    public void Scaled(FunctionName function, ReplicaChange change)
    {
        lock (gate)
        {
            if (!paces.TryGetValue(function, out var kept))
                return;
            if (change.LastSome > 0 && change.Now > 0)
                kept.Pace.Scaled(change.LastSome, change.Now);
            if (change.Now > change.Before)
                kept.Pace.Arrived();
            ForgetOrWatch(function, kept);
        }
        Changes.Notify();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var (function, kept) in paces)
                Forget(function, kept);
        }
    }

    private Kept? KeptOf(FunctionName function, Feedback feedback)
    {
        if (paces.TryGetValue(function, out var kept) || !feedback.IsRefusal)
            return kept;
        kept = new Kept(new Pace(ceiling, time), time.CreateTimer(_ => Wake(function), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        paces.Add(function, kept);
        return kept;
    }

    private void Wake(FunctionName function)
    {
        lock (gate)
        {
            if (!paces.TryGetValue(function, out var kept))
                return;
            if (kept.Pace.Paused == TimeSpan.Zero && time.GetElapsedTime(kept.UsedAt) >= ForgottenAfter)
                Forget(function, kept);
            else
                Watch(function, kept);
        }
        Changes.Notify();
    }

    private void ForgetOrWatch(FunctionName function, Kept kept)
    {
        if (kept.Pace.IsRecovered)
            Forget(function, kept);
        else
            Watch(function, kept);
    }

    private void Watch(FunctionName function, Kept kept)
    {
        metrics.SetLimit(function, kept.Pace.Limit);
        var paused = kept.Pace.Paused;
        // Timers know whole milliseconds: one too late rather than too early.
        kept.Timer.Change(paused > TimeSpan.Zero ? paused + TimeSpan.FromMilliseconds(1) : ForgottenAfter, Timeout.InfiniteTimeSpan);
    }

    private void Forget(FunctionName function, Kept kept)
    {
        paces.Remove(function);
        kept.Timer.Dispose();
        metrics.ForgetLimit(function);
    }

    private sealed class Kept(Pace pace, ITimer timer)
    {
        public Pace Pace => pace;

        public ITimer Timer => timer;

        public long UsedAt { get; set; }
    }
}
