using Connectors.Core.Queues;

namespace Connectors.Worker.Invocations;

/// <summary>A lease that holds one of its function's places.</summary>
/// <param name="Lease">The lease; disposed with this.</param>
/// <param name="Call">The number under which it entered.</param>
internal sealed record TakenInvocation(IInvocationLease Lease, long Call) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Lease.DisposeAsync();
}
