using Connectors.Core.Changes;
using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;

namespace Connectors.Webhooks.Tests.Dispatching;

/// <summary>Functions by their topics, and everything that is queued for them.</summary>
internal sealed class MemoryCatalogue(params (string Name, string Topic)[] functions) : IFunctionCatalogue, IInvocationQueue, ICheckpointStore
{
    private readonly List<FunctionStatus> statuses =
    [
        .. functions.Select(function => new FunctionStatus
        {
            Name = function.Name,
            Annotations = new Dictionary<string, string> { [KnownAnnotations.Topic] = function.Topic },
        }),
    ];

    public System.Collections.Concurrent.ConcurrentQueue<NewInvocation> Queued { get; } = new();

    public ChangeSignal Changes { get; } = new();

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) => new(statuses);

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(statuses.Find(status => status.FullName == function));

    public ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        Queued.Enqueue(invocation);
        return new(new EnqueueResult(CallId.New(), false, TimeProvider.System.GetUtcNow()));
    }

    public ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
