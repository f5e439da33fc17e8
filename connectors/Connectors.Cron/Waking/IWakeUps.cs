using Connectors.Cron.Schedules;

namespace Connectors.Cron.Waking;

/// <summary>
/// Wakes whoever waits for ticks. A wake-up says "look at the clock", nothing more: it may come twice, and a little early or late.
/// Thread-safe.
/// </summary>
internal interface IWakeUps : IAsyncDisposable
{
    /// <summary>Calls <paramref name="wake"/> (which does not block) around every tick until the registration is disposed.</summary>
    ValueTask<IAsyncDisposable> AddAsync(CronSchedule schedule, Action wake, CancellationToken cancellationToken);
}
