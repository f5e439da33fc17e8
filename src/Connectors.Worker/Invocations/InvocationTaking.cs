using Connectors.Core.Queues;
using Connectors.Worker.Leasing;

namespace Connectors.Worker.Invocations;

/// <summary>Takes invocations off the queue, keeping count of what runs of each function.</summary>
internal sealed class InvocationTaking(IInvocationQueue queue, InvocationRunner runner, WorkerSettings settings)
{
    private readonly FunctionLimits limits = new(settings.MaxInflight, settings.MaxInflightPerFunction);
    private readonly string name = settings.NameOrDefault;

    /// <summary>Counted before the next lease is asked for, so that a function never gets more than its share.</summary>
    public async ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(int count, CancellationToken cancellationToken)
    {
        var request = new LeaseRequest { Worker = name, Queue = settings.Queue.Length > 0 ? settings.Queue : null, Count = count, Limits = limits };
        var leases = await queue.LeaseAsync(request, cancellationToken);
        foreach (var lease in leases)
            limits.Enter(lease.Invocation.Function);
        return leases;
    }

    public async Task RunAsync(IInvocationLease lease, CancellationToken abort)
    {
        try
        {
            await runner.RunAsync(lease, abort);
        }
        finally
        {
            limits.Leave(lease.Invocation.Function);
        }
    }
}
