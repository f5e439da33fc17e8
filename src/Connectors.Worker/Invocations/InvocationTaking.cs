using Connectors.Core.Queues;
using Connectors.Worker.Leasing;

namespace Connectors.Worker.Invocations;

/// <summary>Takes invocations off the queue, keeping count of what runs of each function and of what their calls show.</summary>
internal sealed class InvocationTaking(IInvocationQueue queue, InvocationRunner runner, FunctionLimits limits, WorkerSettings settings)
{
    private readonly string name = settings.NameOrDefault;

    /// <summary>Counted before the next lease is asked for, so that a function never gets more than its share.</summary>
    public async ValueTask<IReadOnlyList<TakenInvocation>> LeaseAsync(int count, CancellationToken cancellationToken)
    {
        var request = new LeaseRequest { Worker = name, Queue = settings.Queue.Length > 0 ? settings.Queue : null, Count = count, Limits = limits };
        var leases = await queue.LeaseAsync(request, cancellationToken);
        var taken = new TakenInvocation[leases.Count];
        for (var i = 0; i < taken.Length; i++)
            taken[i] = new(leases[i], limits.Enter(leases[i].Invocation.Function));
        return taken;
    }

    public async Task RunAsync(TakenInvocation taken, CancellationToken abort)
    {
        var feedback = default(Feedback);
        try
        {
            feedback = await runner.RunAsync(taken.Lease, abort);
        }
        finally
        {
            limits.Leave(taken.Lease.Invocation.Function, taken.Call, feedback);
        }
    }
}
