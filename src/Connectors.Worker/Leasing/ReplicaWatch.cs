using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Leasing;

/// <summary>Follows the ready replicas of all functions by the catalogue's change signal, and tells the limits when they change.</summary>
internal sealed class ReplicaWatch(IFunctionCatalogue catalogue, FunctionLimits limits, ILogger<ReplicaWatch> logger)
{
    private Dictionary<FunctionName, Ready> known = [];

    private readonly record struct Ready(int Now, int LastSome);

    /// <summary>Returns when the token fires.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var seen = catalogue.Changes.Version;
                await ReadAsync(stop);
                await catalogue.Changes.WaitAsync(seen, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.ReplicasUnwatched();
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            var functions = await catalogue.ListAsync(null, stop);
            var now = new Dictionary<FunctionName, Ready>(functions.Count);
            foreach (var function in functions)
                now[function.FullName] = Follow(function.FullName, function.AvailableReplicas);
            known = now;
        }
#pragma warning disable CA1031 // Limits that do not follow are still adapted by what calls show; the next change is read again.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.ReplicasUnread(exception);
        }
    }

    private Ready Follow(FunctionName function, int ready)
    {
        var before = known.GetValueOrDefault(function);
        if (before.Now != ready)
            limits.Scaled(function, new ReplicaChange(before.LastSome, before.Now, ready));
        return new Ready(ready, ready > 0 ? ready : before.LastSome);
    }
}
