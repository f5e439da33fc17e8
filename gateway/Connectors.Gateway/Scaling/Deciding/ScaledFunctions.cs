using System.Collections.Concurrent;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>All functions that are scaled automatically. Thread-safe for readers beside the one round that writes.</summary>
internal sealed class ScaledFunctions(TimeProvider time)
{
    private readonly ConcurrentDictionary<FunctionName, ScaledFunction> functions = new();

    public ScaledFunction? Find(FunctionName name) => functions.GetValueOrDefault(name);

    public ScaledFunction Of(FunctionName name, ScalingLabels labels) => functions.GetOrAdd(name, static (key, made) => new(key, made.labels, made.time), (labels, time));

    /// <summary>Forgets those that are gone or are not scaled any more.</summary>
    public void Keep(IReadOnlySet<FunctionName> live)
    {
        foreach (var name in functions.Keys)
        {
            if (!live.Contains(name))
                functions.TryRemove(name, out _);
        }
    }
}
