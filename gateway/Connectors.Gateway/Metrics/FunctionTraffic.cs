using System.Collections.Concurrent;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Metrics;

/// <summary>The numbers of every function that was called. Thread-safe.</summary>
internal sealed class FunctionTraffic(InvocationMetrics metrics, TimeProvider time)
{
    private readonly ConcurrentDictionary<FunctionName, FunctionNumbers> functions = new();

    /// <summary>One function's numbers; ask only for functions that exist, names that callers make up would pile up here.</summary>
    public FunctionNumbers Of(FunctionName function) =>
        functions.TryGetValue(function, out var numbers)
            ? numbers
            : functions.GetOrAdd(function, name => new FunctionNumbers(name, metrics, time));

    /// <summary>Every function that was called.</summary>
    public IEnumerable<(FunctionName Function, long Total, long InFlight)> All => functions.Select(one => (one.Key, one.Value.Total, one.Value.InFlight));

    /// <summary>Forgets a function that is gone; false while a call of it is under way. Its next call, if ever there is one, begins anew.</summary>
    public bool TryForget(FunctionName function)
    {
        if (functions.TryGetValue(function, out var numbers) && numbers.InFlight > 0)
            return false;
        functions.TryRemove(function, out _);
        return true;
    }

    /// <summary>How many calls of a function are under way, those included that wait for a replica.</summary>
    public long InFlight(FunctionName function) => functions.TryGetValue(function, out var numbers) ? numbers.InFlight : 0;

    /// <summary>How many calls of a function have ended.</summary>
    public long Total(FunctionName function) => functions.TryGetValue(function, out var numbers) ? numbers.Total : 0;
}
