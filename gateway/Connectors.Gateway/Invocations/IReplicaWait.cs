using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Gateway.Invocations;

/// <summary>
/// The step between finding a function and choosing its replica, for every call: it may hold the call until there is one (scaling
/// from zero) or a place is free (limits). Thread-safe.
/// </summary>
internal interface IReplicaWait
{
    /// <summary>Returns where the function answers now; without a ready replica the call fails as unreachable. Null: it was removed meanwhile.</summary>
    ValueTask<FunctionEndpoints?> ReadyAsync(FunctionName function, FunctionEndpoints endpoints, CancellationToken cancellationToken);
}
