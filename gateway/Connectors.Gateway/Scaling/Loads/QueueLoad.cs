using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>
/// The queued calls of functions that have not ended: those that wait to be taken and those that run. What waits for a time (a delay, a
/// retry) is none yet, and neither is what nobody takes because of a pause or because there is no worker: more replicas would not help it.
/// </summary>
internal sealed class QueueLoad(IQueueStatistics statistics) : ILoadSource
{
    public bool Measures(string type) => type == ScalingTypes.Queue;

    public async ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken)
    {
        var loads = new Dictionary<FunctionName, double>();
        foreach (var function in functions)
            loads[function] = 0;
        foreach (var queue in await QueuesAsync(cancellationToken))
        {
            foreach (var part in queue.Functions)
            {
                var name = new FunctionName(part.Function, part.Namespace);
                if (loads.TryGetValue(name, out var load))
                    loads[name] = load + part.Running + (IsTaken(queue, part) ? part.Pending : 0);
            }
        }
        return loads;
    }

    private static bool IsTaken(QueueStatus queue, FunctionQueueStatus part) => !queue.Paused && !part.Paused && queue.Consumers != 0;

    private async ValueTask<IReadOnlyList<QueueStatus>> QueuesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await statistics.GetAsync(cancellationToken);
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadUnknownException($"the queue does not tell how full it is: {cause.Message}", cause);
        }
    }
}
