using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>Hands out leases that a test has made, functions in turn and within their limits; remembers nothing.</summary>
internal sealed class FakeQueue : IInvocationQueue, ICallbackQueue, IQueueStatistics
{
    private readonly Lock gate = new();
    private readonly List<FakeInvocationLease> waiting = [];
    private readonly List<ICallbackLease> callbacks = [];
    private readonly ChangeSignal changes = new();
    private volatile bool unavailable;

    public int LeaseCalls;

    /// <summary>True: every lease and all numbers are refused because the store is away.</summary>
    public bool Unavailable { get => unavailable; set => unavailable = value; }

    public IReadOnlyList<QueueStatus> Status { get; set; } = [];

    public int Waiting
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    public FakeInvocationLease Add(FunctionName function)
    {
        var lease = new FakeInvocationLease { Invocation = FakeInvocationLease.New(function) };
        lock (gate)
            waiting.Add(lease);
        changes.Notify();
        return lease;
    }

    public void Add(ICallbackLease lease)
    {
        lock (gate)
            callbacks.Add(lease);
        changes.Notify();
    }

    public ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref LeaseCalls);
        while (true)
        {
            if (Unavailable)
                throw new QueueUnavailableException("the store is away");
            var (seen, seenLimits) = (changes.Version, request.Limits.Changes.Version);
            var taken = Take(request);
            if (taken.Count > 0)
                return taken;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changes.WaitAsync(seen, either.Token), request.Limits.Changes.WaitAsync(seenLimits, either.Token));
            await either.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask<IReadOnlyList<ICallbackLease>> LeaseAsync(string worker, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = changes.Version;
            lock (gate)
            {
                if (callbacks.Count > 0)
                {
                    var taken = callbacks.Take(count).ToList();
                    callbacks.RemoveRange(0, taken.Count);
                    return taken;
                }
            }
            await changes.WaitAsync(seen, cancellationToken);
        }
    }

    public ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken) =>
        unavailable ? throw new QueueUnavailableException("the store is away") : new(Status);

    private List<FakeInvocationLease> Take(LeaseRequest request)
    {
        var taken = new List<FakeInvocationLease>();
        lock (gate)
        {
            var room = waiting.Select(lease => lease.Invocation.Function).Distinct().ToDictionary(function => function, request.Limits.Available);
            while (taken.Count < request.Count)
            {
                var before = taken.Count;
                foreach (var function in room.Keys.ToList())
                {
                    var next = waiting.FirstOrDefault(lease => lease.Invocation.Function == function);
                    if (next is null || room[function] == 0 || taken.Count == request.Count)
                        continue;
                    room[function]--;
                    waiting.Remove(next);
                    taken.Add(next);
                }
                if (taken.Count == before)
                    break;
            }
        }
        return taken;
    }
}
