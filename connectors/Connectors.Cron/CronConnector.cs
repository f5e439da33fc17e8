using Connectors.Cron.Schedules;
using Connectors.Cron.Ticks;
using Connectors.Cron.Waking;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Cron;

/// <summary>Runs functions by the clock. Any number of replicas: a tick has one id, and the queue takes an id once.</summary>
internal sealed class CronConnector(CronSettings settings, WakeUpsFactory wakeUps, TimeProvider time, Random random, ILogger<CronConnector> logger) : IConnector
{
    public const string ConnectorName = "cron";

    public string Name => ConnectorName;

    public async Task RunAsync(IConnectorContext context, CancellationToken cancellationToken)
    {
        await using var quartz = await wakeUps(cancellationToken);
        await using var running = new RunningSchedules(context, quartz, time, random, logger);
        var reading = new ScheduleReading(settings);
        var faults = new ScheduleFaults(context.Faults, logger);
        while (true)
        {
            var seen = context.Topics.Changes.Version;
            var now = time.GetUtcNow();
            var wanted = reading.Read(context.Topics.Subscribers, now);
            faults.Show(wanted.Values);
            running.Follow(wanted, now);
            if (!await ChangedAsync(context, seen, running.Broken, cancellationToken))
                return;
        }
    }

    /// <returns>False when told to stop.</returns>
    private static async Task<bool> ChangedAsync(IConnectorContext context, long seen, Task broken, CancellationToken cancellationToken)
    {
        var change = context.Topics.Changes.WaitAsync(seen, cancellationToken);
        if (await Task.WhenAny(change, broken) == broken)
            await broken;
        return !cancellationToken.IsCancellationRequested;
    }
}

/// <summary>Starts what wakes the schedules.</summary>
internal delegate Task<IWakeUps> WakeUpsFactory(CancellationToken cancellationToken);
