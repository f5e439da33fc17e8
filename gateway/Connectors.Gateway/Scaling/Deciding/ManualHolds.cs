using System.Collections.Concurrent;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>Which functions somebody has scaled a while ago, an operator or an alert: they keep what he gave them. Thread-safe.</summary>
internal sealed class ManualHolds(ScalingSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<FunctionName, DateTimeOffset> until = new();

    public void Hold(FunctionName function)
    {
        if (settings.ManualHold > TimeSpan.Zero)
            until[function] = time.GetUtcNow() + settings.ManualHold;
    }

    public void Free(FunctionName function) => until.TryRemove(function, out _);

    /// <summary>Until when; null: it is free.</summary>
    public DateTimeOffset? Until(FunctionName function)
    {
        if (!until.TryGetValue(function, out var end))
            return null;
        if (end > time.GetUtcNow())
            return end;
        until.TryRemove(KeyValuePair.Create(function, end));
        return null;
    }
}
