using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Queues;

namespace Connectors.Gateway.Queues;

/// <summary>Which queues there are, or will be with the first call: a slip in a name would make another one, which nobody uses. Thread-safe.</summary>
internal sealed class KnownQueues(IQueueStatistics statistics, IFunctionCatalogue catalogue)
{
    private const int MostNamed = 20;

    /// <summary>What to tell who names a queue that is none; null when it is one.</summary>
    public async Task<string?> FaultAsync(string queue, CancellationToken cancellationToken)
    {
        if (queue == KnownAnnotations.DefaultQueue)
            return null;
        var names = new SortedSet<string>(StringComparer.Ordinal) { KnownAnnotations.DefaultQueue };
        names.UnionWith((await statistics.GetAsync(cancellationToken)).Select(status => status.Queue));
        if (names.Contains(queue))
            return null;
        names.UnionWith((await catalogue.ListAsync(null, cancellationToken)).Select(KnownAnnotations.QueueOf));
        return names.Contains(queue)
            ? null
            : $"queue '{queue}' not found: no call was queued on it and no function names it by its annotation {KnownAnnotations.Queue}; there are {Some(names)}";
    }

    private static string Some(SortedSet<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
