using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Units;
using Connectors.Gateway.Invocations;

namespace Connectors.Gateway.Scaling.ColdStarts;

/// <summary>Holds calls of functions that are at zero, or just coming from there, until there is a replica. Thread-safe.</summary>
internal sealed class ScaleFromZero(
    IFunctionCatalogue catalogue, IFunctionResolution resolution, ReplicaChanges changes, ZeroWatch watch, ScalingSettings settings, TimeProvider time) : IReplicaWait
{
    private readonly ConcurrentDictionary<FunctionName, ColdStart> starts = new();

    public ValueTask<FunctionEndpoints?> ReadyAsync(FunctionName function, FunctionEndpoints endpoints, CancellationToken cancellationToken) =>
        endpoints.Ready.Count > 0 || !settings.FromZero ? new(endpoints)
        : IsCold(function, endpoints) ? new(HoldAsync(function, endpoints, cancellationToken))
        : new(AgainAsync(function, endpoints, cancellationToken));

    // A function that lacks replicas for another reason (its program fails) is told so at once.
    private bool IsCold(FunctionName function, FunctionEndpoints endpoints)
    {
        if (endpoints.Wanted == 0)
        {
            watch.SeenAtZero(function);
            return true;
        }
        return watch.WasAtZero(function, settings.ReadyTimeout);
    }

    // It may be cold no longer because it has come up since it was looked for.
    private async Task<FunctionEndpoints?> AgainAsync(FunctionName function, FunctionEndpoints endpoints, CancellationToken cancellationToken)
    {
        try
        {
            return await resolution.ResolveAsync(function, cancellationToken);
        }
        catch (ProviderUnavailableException)
        {
            // What it was a moment ago says more to the caller than that nobody can be asked now.
            return endpoints;
        }
    }

    private async Task<FunctionEndpoints?> HoldAsync(FunctionName function, FunctionEndpoints endpoints, CancellationToken cancellationToken)
    {
        var start = Join(function);
        try
        {
            var end = await start.End.WaitAsync(settings.ReadyTimeout, time, cancellationToken);
            return end.Fault is null ? end.Endpoints : endpoints with { NotReadyReason = $"it is at zero and cannot be scaled up: {end.Fault}" };
        }
        catch (TimeoutException)
        {
            return await LateAsync(function, endpoints, cancellationToken);
        }
        finally
        {
            if (start.Leave())
                starts.TryRemove(KeyValuePair.Create(function, start));
        }
    }

    private async Task<FunctionEndpoints?> LateAsync(FunctionName function, FunctionEndpoints endpoints, CancellationToken cancellationToken)
    {
        string? reason;
        try
        {
            var now = await resolution.ResolveAsync(function, cancellationToken);
            if (now is not { Ready.Count: 0 })
                return now;
            reason = now.NotReadyReason;
        }
        catch (ProviderUnavailableException away)
        {
            reason = away.Message;
        }
        var late = $"it was scaled up from zero, and none was ready within {GoDuration.Format(settings.ReadyTimeout)}";
        return endpoints with { NotReadyReason = string.IsNullOrEmpty(reason) ? late : $"{late}: {reason}" };
    }

    private ColdStart Join(FunctionName function)
    {
        while (true)
        {
            var start = starts.GetOrAdd(function, static (name, me) => new ColdStart(name, me.Catalogue, me.Resolution, me.Changes), (Catalogue: catalogue, Resolution: resolution, Changes: changes));
            if (start.TryJoin())
                return start;
            starts.TryRemove(KeyValuePair.Create(function, start));
        }
    }
}
