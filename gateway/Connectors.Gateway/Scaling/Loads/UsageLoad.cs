using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>The CPU that functions use, as their provider tells, in thousandths of a core.</summary>
internal sealed class UsageLoad(IFunctionUsage usage) : ILoadSource
{
    public bool Measures(string type) => type == ScalingTypes.Cpu;

    public async ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken)
    {
        var asked = new Task<FunctionUsage?>[functions.Count];
        for (var i = 0; i < asked.Length; i++)
            asked[i] = usage.GetAsync(functions[i], cancellationToken).AsTask();
        var loads = new Dictionary<FunctionName, double>();
        try
        {
            for (var i = 0; i < asked.Length; i++)
            {
                if (await asked[i] is { } used && double.IsFinite(used.Cpu))
                    loads[functions[i]] = used.Cpu;
            }
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadUnknownException($"the provider does not tell what functions use: {cause.Message}", cause);
        }
        return loads;
    }
}
