using Connectors.Core.Functions;
using Connectors.Cron.Schedules;
using Connectors.Cron.Waking;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Cron.Ticks;

/// <summary>All schedules that run, kept in step with what functions ask for. Not thread-safe; disposing waits for all.</summary>
internal sealed class RunningSchedules(IConnectorContext context, IWakeUps wakeUps, TimeProvider time, Random random, ILogger logger) : IAsyncDisposable
{
    private readonly Dictionary<(FunctionName Function, string Schedule), Entry> entries = [];
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Faults when a schedule broke down in a way that nobody foresaw.</summary>
    public Task Broken => broken.Task;

    /// <summary>
    /// Starts what is new, ends what was taken back, lets the rest run on. What a function's changed annotations take back still gets
    /// its ticks up to <paramref name="now"/>, and what they bring in starts there: no tick is missed between the two, none doubled.
    /// </summary>
    public void Follow(IReadOnlyDictionary<FunctionName, FunctionSchedules> wanted, DateTimeOffset now)
    {
        foreach (var (key, entry) in entries)
        {
            if (!wanted.TryGetValue(key.Function, out var function))
                entry.Stop();
            else if (!function.Schedules.Any(schedule => schedule.Text == key.Schedule))
                entry.End(now);
        }
        foreach (var function in wanted.Values)
        {
            foreach (var schedule in function.Schedules)
                Follow(function, schedule, now);
        }
        foreach (var (key, entry) in entries.Where(pair => pair.Value.Task.IsCompleted).ToList())
        {
            entry.Dispose();
            entries.Remove(key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entry in entries.Values)
            entry.Cancel();
        foreach (var entry in entries.Values)
        {
            await entry.Task;
            entry.Dispose();
        }
    }

    private void Follow(FunctionSchedules function, CronSchedule schedule, DateTimeOffset now)
    {
        var key = (function.Function, schedule.Text);
        var former = entries.GetValueOrDefault(key);
        if (former is { Ending: false })
        {
            former.Run.Rules = function.Rules;
            former.Run.Jitter = function.Jitter;
            return;
        }
        var run = new ScheduleRun(function.Function, schedule, function.Rules, function.Jitter, now, context, wakeUps, time, random, logger);
        entries[key] = new Entry(run, former, broken);
    }

    private sealed class Entry : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly TaskCompletionSource broken;
        private volatile Entry? former;
        private volatile bool ending;

        public Entry(ScheduleRun run, Entry? former, TaskCompletionSource broken)
        {
            Run = run;
            this.former = former;
            this.broken = broken;
            Task = Task.Run(RunAsync);
        }

        public ScheduleRun Run { get; }

        /// <summary>Never faults.</summary>
        public Task Task { get; }

        /// <summary>True when the schedule was taken back.</summary>
        public bool Ending => ending;

        public void End(DateTimeOffset now)
        {
            if (ending)
                return;
            ending = true;
            Run.EndAt(now);
        }

        /// <summary>The function is gone: nothing of it is dispatched any more.</summary>
        public void Stop()
        {
            ending = true;
            former?.Stop();
            stop.Cancel();
        }

        /// <summary>The process stops: the schedule goes on elsewhere or later.</summary>
        public void Cancel()
        {
            former?.Cancel();
            stop.Cancel();
        }

        public void Dispose() => stop.Dispose();

        private async Task RunAsync()
        {
            try
            {
                // The same schedule again: its former run leaves its mark first.
                if (former is { } last)
                    await last.Task;
                former = null;
                await Run.RunAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Ends below.
            }
            catch (Exception e)
            {
                broken.TrySetException(e);
                return;
            }
            if (ending)
                await Run.RetireAsync();
        }
    }
}
