using Connectors.Cron.Schedules;
using Quartz;

namespace Connectors.Cron.Waking;

/// <summary>Wake-ups by a Quartz scheduler of its own, with nothing stored: what was missed is decided from checkpoints.</summary>
internal sealed class QuartzWakeUps : IWakeUps
{
    // A clock that was set forward is noticed after this long at most.
    private static readonly TimeSpan LookAtClock = TimeSpan.FromSeconds(5);
    private const int Threads = 4;
    private static readonly JobKey Job = new("wake");

    private readonly IScheduler scheduler;
    private readonly TimeProvider time;

    private QuartzWakeUps(IScheduler scheduler, TimeProvider time)
    {
        this.scheduler = scheduler;
        this.time = time;
    }

    public static async Task<IWakeUps> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.UseInMemoryStore(_ => { });
            quartz.UseDefaultThreadPool(Threads);
            quartz.UseTimeProvider(time);
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = $"cron-{Guid.NewGuid():N}";
                options.IdleWaitTime = LookAtClock;
                options.MaxBatchSize = Threads;
            });
        }).BuildScheduler(cancellationToken);
        await scheduler.AddJob(JobBuilder.Create<WakeJob>().WithIdentity(Job).StoreDurably().Build(), default, cancellationToken);
        await scheduler.Start(cancellationToken);
        return new QuartzWakeUps(scheduler, time);
    }

    public async ValueTask<IAsyncDisposable> AddAsync(CronSchedule schedule, Action wake, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(Guid.NewGuid().ToString("N"));
        var trigger = new CronosTrigger(schedule, wake, time) { Key = key, JobKey = Job, StartTimeUtc = time.GetUtcNow() };
        await scheduler.ScheduleJob(trigger, default, cancellationToken);
        return new Registration(scheduler, key);
    }

    public ValueTask DisposeAsync() => scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);

    private sealed class Registration(IScheduler scheduler, TriggerKey key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await scheduler.UnscheduleJob(key, CancellationToken.None);
    }
}
