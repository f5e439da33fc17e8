using System.Collections.Concurrent;
using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Who waits for leases now. Thread-safe.</summary>
internal sealed class Takers
{
    private readonly ConcurrentDictionary<LeaseRequest, byte> waiting = new(ReferenceEqualityComparer.Instance);

    public void Enter(LeaseRequest request) => waiting[request] = 0;

    public void Leave(LeaseRequest request) => waiting.TryRemove(request, out _);

    /// <summary>The workers that wait for leases of this queue, a name once a request.</summary>
    public IEnumerable<string> Of(string queue) =>
        waiting.Keys.Where(request => request.Queue is null || request.Queue == queue).Select(request => request.Worker);
}
