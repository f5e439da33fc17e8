using System.Runtime.CompilerServices;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Limits;
using Connectors.Gateway.Metrics;

namespace Connectors.Gateway.Invocations;

/// <summary>
/// The one way to a function, for HTTP callers and workers alike: find it, take a place where its calls are limited, wait for a replica, choose the least busy one, forward,
/// count. A replica that takes no connection is passed over for another. Thread-safe.
/// </summary>
internal sealed class InvocationPath(IFunctionResolution resolution, IReplicaWait wait, FunctionTraffic traffic, ConcurrencyLimits limits, ReplicaNotes notes)
{
    // Replicas vanish one at a time; when several in a row refuse, the caller should know.
    private const int MostReplicasTried = 3;

    /// <summary>Runs one call. The caller disposes it once the answer has been passed on.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FunctionCall> RunAsync(FunctionName function, IForwarding forwarding, CancellationToken cancellationToken)
    {
        FunctionEndpoints? endpoints;
        FunctionNumbers numbers;
        try
        {
            endpoints = await resolution.ResolveAsync(function, cancellationToken);
            if (endpoints is null)
                return FunctionCall.Unbegun(CallFailures.Unknown(function));
            numbers = traffic.Of(function);
            if (await limits.EnterAsync(numbers, cancellationToken) is { } limit)
                return FunctionCall.Unbegun(CallFailures.Full(function, limit));
        }
        catch (ProviderUnavailableException away)
        {
            return FunctionCall.Unbegun(CallFailures.ProviderAway(function, away));
        }
        var call = numbers.Begin();
        try
        {
            call.Failure = await wait.ReadyAsync(function, endpoints, cancellationToken) is not { } now ? CallFailures.Unknown(function)
                : call.NextReplica(now.Ready) is not { } replica ? CallFailures.NoReplica(function, now)
                : await forwarding.ForwardAsync(notes.Of(function, replica), cancellationToken) is not { } failure ? null
                : failure.MayTryAnotherReplica ? await TryOthersAsync(call, function, now.Ready, failure, forwarding, cancellationToken)
                : failure;
            call.Status = call.Failure?.Status ?? forwarding.Status;
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    private async ValueTask<CallFailure?> TryOthersAsync(
        FunctionCall call, FunctionName function, IReadOnlyList<Uri> ready, CallFailure failure, IForwarding forwarding, CancellationToken cancellationToken)
    {
        for (var i = 1; i < MostReplicasTried && failure.MayTryAnotherReplica && call.NextReplica(ready) is { } replica; i++)
        {
            if (await forwarding.ForwardAsync(notes.Of(function, replica), cancellationToken) is not { } next)
                return null;
            failure = next;
        }
        return failure;
    }
}
