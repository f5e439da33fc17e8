using System.Runtime.CompilerServices;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Metrics;

namespace Connectors.Gateway.Invocations;

/// <summary>
/// The one way to a function, for HTTP callers and workers alike: find it, wait for a replica, choose the least busy one, forward,
/// count. A replica that takes no connection is passed over for another. Thread-safe.
/// </summary>
internal sealed class InvocationPath(IFunctionResolution resolution, IReplicaWait wait, FunctionTraffic traffic)
{
    // Replicas vanish one at a time; when several in a row refuse, the caller should know.
    private const int MostReplicasTried = 3;

    /// <summary>Runs one call. The caller disposes it once the answer has been passed on.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FunctionCall> RunAsync(FunctionName function, IForwarding forwarding, CancellationToken cancellationToken)
    {
        FunctionEndpoints? endpoints;
        try
        {
            endpoints = await resolution.ResolveAsync(function, cancellationToken);
        }
        catch (ProviderUnavailableException away)
        {
            return FunctionCall.Unbegun(CallFailures.ProviderAway(function, away));
        }
        if (endpoints is null)
            return FunctionCall.Unbegun(CallFailures.Unknown(function));
        var call = traffic.Of(function).Begin();
        try
        {
            call.Failure = await wait.ReadyAsync(function, endpoints, cancellationToken) is { } now
                ? await ForwardAsync(call, function, now, forwarding, cancellationToken)
                : CallFailures.Unknown(function);
            call.Status = call.Failure?.Status ?? forwarding.Status;
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<CallFailure?> ForwardAsync(
        FunctionCall call, FunctionName function, FunctionEndpoints endpoints, IForwarding forwarding, CancellationToken cancellationToken)
    {
        CallFailure? failure = null;
        for (var i = 0; i < MostReplicasTried && call.NextReplica(endpoints.Ready) is { } replica; i++)
        {
            failure = await forwarding.ForwardAsync(replica, cancellationToken);
            if (failure is not { MayTryAnotherReplica: true })
                return failure;
        }
        return failure ?? CallFailures.NoReplica(function, endpoints);
    }
}
