using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Cron.Misfires;
using Connectors.Cron.Schedules;
using Connectors.Cron.Waking;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Cron.Ticks;

/// <summary>One schedule of one function, from when it is first seen until it is taken back.</summary>
internal sealed class ScheduleRun(
    FunctionName function,
    CronSchedule schedule,
    MisfireRules rules,
    TimeSpan jitter,
    DateTimeOffset since,
    IConnectorContext context,
    IWakeUps wakeUps,
    TimeProvider time,
    Random random,
    ILogger logger)
{
    // Wake-ups come around a tick: what is this near is waited for by the clock.
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(50);

    private readonly TickCheckpoint checkpoint = new(context.Checkpoints, function, schedule, time);
    private readonly TickDispatch dispatch = new(function, schedule, context, time, random, logger);
    private readonly WakeSignal wake = new();
    private volatile MisfireRules rules = rules;
    private long offsetTicks = TickJitter.Of(function, schedule, jitter).Ticks;
    private long endTicks = DateTimeOffset.MaxValue.UtcTicks;
    private DateTimeOffset position;

    /// <summary>How late ticks are treated from now on.</summary>
    public MisfireRules Rules
    {
        set => rules = value;
    }

    /// <summary>Over which time ticks are spread from now on.</summary>
    public TimeSpan Jitter
    {
        set
        {
            var offset = TickJitter.Of(function, schedule, value).Ticks;
            if (Interlocked.Exchange(ref offsetTicks, offset) != offset)
                wake.Set();
        }
    }

    /// <summary>Ticks after this moment belong to others; those before it are still dispatched, then the run ends.</summary>
    public void EndAt(DateTimeOffset end)
    {
        Interlocked.Exchange(ref endTicks, end.UtcTicks);
        wake.Set();
    }

    /// <summary>Runs until it has ended or is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var registration = await wakeUps.AddAsync(schedule, wake.Set, cancellationToken);
        position = await StartAsync(cancellationToken);
        var now = time.GetUtcNow() - Offset;
        // What was missed is told when it is caught up: the next one comes.
        var next = schedule.Next(position > now ? position : now);
        Log.ScheduleStarted(logger, function, schedule.Text, next);
        await RunTicksAsync(cancellationToken);
    }

    private async Task RunTicksAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = new DateTimeOffset(Interlocked.Read(ref endTicks), TimeSpan.Zero);
            var offset = Offset;
            var due = time.GetUtcNow() - offset;
            var horizon = due < end ? due : end;
            if (schedule.Next(position) is { } next && next <= horizon)
                await RunDueAsync(next, horizon, cancellationToken);
            else if (due >= end)
                return;
            else
                await WaitAsync(offset, cancellationToken);
        }
    }

    /// <summary>Leaves the mark that the schedule was taken back.</summary>
    public async Task RetireAsync()
    {
        dispatch.Forget();
        Log.ScheduleEnded(logger, function, schedule.Text);
        try
        {
            await checkpoint.RetireAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // The next start may then catch up what was missed in between, never more.
            var (_, stack) = Telling(e);
            Log.EndNotStored(logger, stack, function, schedule.Text, e.Message);
        }
    }

    private async Task<DateTimeOffset> StartAsync(CancellationToken cancellationToken)
    {
        var backoff = TickPause.New(random);
        var tries = 0;
        while (true)
        {
            try
            {
                return await checkpoint.LoadAsync(cancellationToken) ?? await checkpoint.AdvanceAsync(since, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var pause = backoff.Next();
                var (level, stack) = Telling(e);
                Log.CheckpointUnreadable(logger, tries++ == 0 ? level : LogLevel.Debug, stack, function, schedule.Text, pause, e.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private async Task RunDueAsync(DateTimeOffset first, DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        var now = rules;
        if (horizon - first > now.Threshold)
        {
            // Another replica may have been awake.
            position = await FurthestAsync(cancellationToken);
            if (schedule.Next(position) is not { } missed || missed > horizon)
                return;
            if (horizon - missed > now.Threshold)
                Log.Misfired(logger, function, schedule.Text, missed, now.Policy, now.Deadline);
        }
        var ran = false;
        foreach (var tick in DueTicks.Between(schedule, position, horizon, now))
        {
            await dispatch.DispatchAsync(tick, now.Deadline + Offset, cancellationToken);
            await StoreAsync(tick);
            ran = true;
        }
        if (!ran)
            await StoreAsync(horizon);
        if (position < horizon)
            position = horizon;
    }

    private async Task<DateTimeOffset> FurthestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await checkpoint.LoadAsync(cancellationToken) is { } stored && stored > position ? stored : position;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Going on is safe: the same tick has the same id.
            var (level, stack) = Telling(e);
            Log.CheckpointUnreadable(logger, level, stack, function, schedule.Text, TimeSpan.Zero, e.Message);
            return position;
        }
    }

    // Without the caller's token: what was dispatched is noted even when the process stops just now.
    private async Task StoreAsync(DateTimeOffset decided)
    {
        position = decided > position ? decided : position;
        try
        {
            await checkpoint.AdvanceAsync(decided, CancellationToken.None);
        }
        catch (Exception e)
        {
            var (level, stack) = Telling(e);
            Log.CheckpointNotStored(logger, level, stack, decided, function, schedule.Text, e.Message);
        }
    }

    // Where a gateway is away, who watches it has said so.
    private static (LogLevel Level, Exception? Stack) Telling(Exception failure) =>
        failure is QueueUnavailableException { IsTold: var isTold } ? (isTold ? LogLevel.Debug : LogLevel.Warning, null) : (LogLevel.Warning, failure);

    private TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    private async Task WaitAsync(TimeSpan offset, CancellationToken cancellationToken)
    {
        var left = schedule.Next(position) + offset - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return;
        if (left is not { } wait || wait > Near + offset)
            await wake.WaitAsync(cancellationToken);
        else if (offset == TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        else
            await EitherAsync(wait, cancellationToken);
    }

    // The tick is there and its spreading may take long: whoever ends or changes the schedule meanwhile is heard.
    private async Task EitherAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = wake.WaitAsync(either.Token);
        var waited = Task.Delay(left, time, either.Token);
        await Task.WhenAny(woken, waited);
        await either.CancelAsync();
        await Task.WhenAll(woken, waited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
