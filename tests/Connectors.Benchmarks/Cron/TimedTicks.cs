using System.Collections.Concurrent;
using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Benchmarks.Cron;

/// <summary>How long after its time each tick was durably queued.</summary>
internal sealed class TimedTicks(IInvocationQueue queue) : IInvocationIntake
{
    private readonly ConcurrentQueue<(DateTimeOffset Tick, double Milliseconds)> all = [];

    /// <summary>In milliseconds, ascending: of the ticks after a moment, up to another.</summary>
    public IReadOnlyList<double> Between(DateTimeOffset after, DateTimeOffset until) =>
        [.. all.Where(stored => stored.Tick > after && stored.Tick <= until).Select(stored => stored.Milliseconds).Order()];

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        var stored = await queue.EnqueueAsync(invocation, cancellationToken);
        var tick = DateTimeOffset.Parse(invocation.Headers.First("X-Cron-Tick")!, CultureInfo.InvariantCulture);
        all.Enqueue((tick, (TimeProvider.System.GetUtcNow() - tick).TotalMilliseconds));
        return stored;
    }
}
