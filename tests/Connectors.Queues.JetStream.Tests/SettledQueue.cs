using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Tests;

/// <summary>
/// A queue whose leases of very many wait until nothing more comes. Functions have consumers of their own, which the server serves in no
/// order among each other: that one function's invocation has come says nothing about the others'. The suites ask for "everything that may
/// run now" by queueing a last one behind it, which presumes such an order.
/// </summary>
internal sealed class SettledQueue(IInvocationQueue inner) : IInvocationQueue
{
    private const int VeryMany = 100;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);

    public ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken) => inner.EnqueueAsync(invocation, cancellationToken);

    public async ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        var leases = new List<IInvocationLease>(await inner.LeaseAsync(request, cancellationToken));
        while (request.Count >= VeryMany && leases.Count < request.Count && await MoreAsync(request with { Count = request.Count - leases.Count }, cancellationToken) is { Count: > 0 } more)
            leases.AddRange(more);
        return leases;
    }

    private async Task<IReadOnlyList<IInvocationLease>> MoreAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        quiet.CancelAfter(Quiet);
        try
        {
            return await inner.LeaseAsync(request, quiet.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }
}
