using System.Collections.Concurrent;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Limits as a test sets them; none otherwise.</summary>
public sealed class FunctionLimits : IFunctionLimits
{
    private readonly ConcurrentDictionary<FunctionName, int> limits = new();

    public ChangeSignal Changes { get; } = new();

    public int Available(FunctionName function) => limits.GetValueOrDefault(function, int.MaxValue);

    public void Set(FunctionName function, int available)
    {
        limits[function] = available;
        Changes.Notify();
    }
}
