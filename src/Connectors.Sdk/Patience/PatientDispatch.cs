using Connectors.Core.Queues;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Patience;

/// <summary>
/// Dispatch for sources that can wait: what cannot be stored now is dispatched again until it is, and the source stays paused meanwhile
/// because its event is not acknowledged. One a connector and run; thread-safe.
/// </summary>
/// <param name="context">The connector's.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For jitter.</param>
public sealed class PatientDispatch(IConnectorContext context, TimeProvider time, Random random)
{
    /// <summary>The subject of the fault that stands while events wait.</summary>
    public const string Subject = "dispatch";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private int waiting;

    /// <summary>Returns when the event is stored for every function that listens (synchronous mode: answered).</summary>
    /// <exception cref="EventRefusedException">It will never be stored, as when it is too large (<see cref="EventTooLargeException"/>): refuse it or set it aside.</exception>
    /// <exception cref="OperationCanceledException">Told to stop: not stored for all, do not acknowledge.</exception>
    public async ValueTask<DispatchResult> DispatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken)
    {
        var failures = 0;
        try
        {
            while (true)
            {
                try
                {
                    return await context.DispatchAsync(connectorEvent, cancellationToken);
                }
                catch (Exception e) when (e is not EventRefusedException && !cancellationToken.IsCancellationRequested)
                {
                    if (failures++ == 0)
                        Interlocked.Increment(ref waiting);
                    context.Faults.Set(Subject, $"events wait, because they cannot be dispatched: {e.Message}");
                    await Task.Delay(Wait(failures, e), time, cancellationToken);
                }
            }
        }
        finally
        {
            if (failures > 0 && Interlocked.Decrement(ref waiting) == 0)
                context.Faults.Clear(Subject);
        }
    }

    // What the queue asks for, but growing, and by chance a little longer, so that replicas do not come back together.
    private TimeSpan Wait(int failures, Exception exception)
    {
        var grown = FirstWait * Math.Pow(2, Math.Min(failures - 1, 10));
        var asked = exception is QueueUnavailableException { RetryAfter: var after } && after > TimeSpan.Zero ? after : TimeSpan.Zero;
        var wait = asked > grown ? asked : grown;
        return (wait < LongestWait ? wait : LongestWait) * (1 + random.NextDouble() / 4);
    }
}
