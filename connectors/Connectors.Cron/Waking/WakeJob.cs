using Quartz;

namespace Connectors.Cron.Waking;

/// <summary>What Quartz runs: it wakes whom the trigger is for.</summary>
internal sealed class WakeJob : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ((CronosTrigger)context.Trigger).Wake();
        return ValueTask.CompletedTask;
    }
}
