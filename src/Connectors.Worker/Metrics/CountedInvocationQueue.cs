using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Prometheus;

namespace Connectors.Worker.Metrics;

/// <summary>A queue that counts what is accepted into it.</summary>
internal sealed class CountedInvocationQueue(IInvocationQueue inner, CollectorRegistry registry) : IInvocationQueue
{
    private readonly Counter submitted = Prometheus.Metrics.WithCustomRegistry(registry).CreateCounter(
        "queue_worker_messages_submitted_total", "Invocations accepted into the queue, duplicates left out.", "queue_name");

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        var result = await inner.EnqueueAsync(invocation, cancellationToken);
        if (!result.Duplicate)
            submitted.WithLabels(invocation.Queue).Inc();
        return result;
    }

    public ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        inner.LeaseAsync(request, cancellationToken);
}
