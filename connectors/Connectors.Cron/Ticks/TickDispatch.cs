using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Cron.Schedules;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Microsoft.Extensions.Logging;

namespace Connectors.Cron.Ticks;

/// <summary>Dispatches ticks of one schedule, each until it is done or too old.</summary>
internal sealed class TickDispatch(
    FunctionName function, CronSchedule schedule, IConnectorContext context, TimeProvider time, Random random, ILogger logger)
{
    private readonly string faultSubject = $"{function} schedule {schedule.Text}";

    /// <summary>Returns when the tick has been dispatched, or is given up because it is older than the deadline or refused for good.</summary>
    /// <exception cref="OperationCanceledException">Told to stop between two tries. A try is not broken off.</exception>
    public async Task DispatchAsync(DateTimeOffset tick, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var connectorEvent = TickEvent.Of(function, schedule, tick);
        var backoff = TickPause.New(random);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await context.DispatchToAsync(function, connectorEvent, CancellationToken.None);
                context.Faults.Clear(faultSubject);
                return;
            }
            catch (EventRefusedException refused)
            {
                context.Faults.Set(faultSubject, $"the tick {tick:u} was not dispatched: {refused.Message}");
                Log.TickRefused(logger, tick, function, schedule.Text, refused.Message);
                return;
            }
            catch (Exception e)
            {
                var left = tick + deadline - time.GetUtcNow();
                context.Faults.Set(faultSubject, $"the tick {tick:u} could not be dispatched: {e.Message}");
                if (left <= TimeSpan.Zero)
                {
                    Log.TickGivenUp(logger, tick, function, schedule.Text, deadline, e.Message);
                    return;
                }
                var pause = Pause(e, backoff.Next(), left);
                // A queue that is away is told for all ticks together, where events are dispatched.
                Log.TickRetried(logger, e is QueueUnavailableException ? LogLevel.Debug : LogLevel.Warning, tick, function, schedule.Text, pause, e.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Takes the fault of a tick that was not dispatched back.</summary>
    public void Forget() => context.Faults.Clear(faultSubject);

    // The last try comes at the deadline itself.
    private static TimeSpan Pause(Exception error, TimeSpan wanted, TimeSpan left)
    {
        var asked = error is QueueUnavailableException { RetryAfter: var after } && after > wanted ? after : wanted;
        return asked < left ? asked : left;
    }
}
