using Connectors.Cron.Schedules;
using Connectors.Cron.Waking;

namespace Connectors.Cron.Tests.Support;

/// <summary>Wake-ups by the timers of a clock that tests turn.</summary>
internal sealed class TimerWakeUps(TimeProvider time) : IWakeUps
{
    public int Waiting;

    public ValueTask<IAsyncDisposable> AddAsync(CronSchedule schedule, Action wake, CancellationToken cancellationToken)
    {
        var registration = new Registration(schedule, wake, time);
        // Only now: whoever waits for it lets time pass then.
        Interlocked.Increment(ref Waiting);
        return new(registration);
    }

    public ValueTask DisposeAsync() => default;

    private sealed class Registration : IAsyncDisposable
    {
        private readonly ITimer timer;

        public Registration(CronSchedule schedule, Action wake, TimeProvider time)
        {
            timer = time.CreateTimer(
                _ =>
                {
                    wake();
                    Arm();
                },
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Arm();

            void Arm()
            {
                if (schedule.Next(time.GetUtcNow()) is { } next && next - time.GetUtcNow() is var left && left < TimeSpan.FromDays(40))
                    // A test may let time pass in between.
                    timer!.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
