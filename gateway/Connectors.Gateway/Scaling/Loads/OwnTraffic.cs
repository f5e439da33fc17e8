using Connectors.Core.Functions;
using Connectors.Gateway.Metrics;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>The calls of this gateway: all there are, where there is one gateway.</summary>
internal sealed class OwnTraffic(FunctionTraffic traffic, TimeProvider time) : ILoadSource
{
    private readonly Dictionary<FunctionName, (long Total, long Moment)> last = [];

    public bool Measures(string type) => type is ScalingTypes.Rps or ScalingTypes.Capacity;

    public ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken)
    {
        var loads = new Dictionary<FunctionName, double>();
        foreach (var function in functions)
        {
            if (type == ScalingTypes.Capacity)
                loads[function] = traffic.InFlight(function);
            else if (Rate(function) is { } rate)
                loads[function] = rate;
        }
        // A round asks for all that there are of a type: who is gone, or scaled by another, is forgotten.
        if (type == ScalingTypes.Rps && last.Count > functions.Count)
            Keep([.. functions]);
        return new(loads);
    }

    private void Keep(HashSet<FunctionName> live)
    {
        foreach (var function in last.Keys.Where(function => !live.Contains(function)).ToList())
            last.Remove(function);
    }

    // None before there are two moments.
    private double? Rate(FunctionName function)
    {
        var (total, now) = (traffic.Total(function), time.GetTimestamp());
        var known = last.TryGetValue(function, out var before);
        var seconds = known ? time.GetElapsedTime(before.Moment, now).TotalSeconds : 0;
        last[function] = (total, now);
        return seconds > 0 ? (total - before.Total) / seconds : null;
    }
}
