using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Metrics;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Limits;

/// <summary>
/// Holds the calls of a function that are under way through this gateway, over all replicas and those included that wait for one, to what
/// its annotation allows. The annotation is read again after a change of the catalogue. Thread-safe.
/// </summary>
internal sealed class ConcurrencyLimits(IFunctionCatalogue catalogue, GatewaySettings settings, ILogger<ConcurrencyLimits> logger)
{
    /// <summary>Takes a place, which the end of the call gives back; the limit when there is none.</summary>
    /// <exception cref="ProviderUnavailableException">The provider is away.</exception>
    public ValueTask<int?> EnterAsync(FunctionNumbers numbers, CancellationToken cancellationToken)
    {
        if (!settings.LimitsFunctions)
            return new(Enter(numbers, 0));
        var (known, version) = (numbers.Places.Known, catalogue.Changes.Version);
        return known.Version == version ? new(Enter(numbers, known.Limit)) : ReadAsync(numbers, version, cancellationToken);
    }

    private static int? Enter(FunctionNumbers numbers, int limit)
    {
        if (numbers.Places.TryTake(limit))
            return null;
        numbers.Refused();
        return limit;
    }

    private async ValueTask<int?> ReadAsync(FunctionNumbers numbers, long version, CancellationToken cancellationToken)
    {
        var annotations = (await catalogue.GetAsync(numbers.Function, cancellationToken))?.Annotations;
        if (!ConcurrencyLimit.TryRead(annotations, out var limit, out var fault) && fault != numbers.Places.Known.Fault)
            Log.LimitUnread(logger, numbers.Function.ToString(), fault!);
        numbers.Places.Known = new(version, limit, fault);
        return Enter(numbers, limit);
    }
}
