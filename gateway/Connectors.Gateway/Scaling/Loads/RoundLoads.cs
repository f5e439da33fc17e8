using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>The loads of one round: each type is read once, for all functions together, and what a source cannot tell is remembered too.</summary>
/// <param name="sources">The first that measures by a type is asked for it.</param>
/// <param name="functions">Whose load by a type is wanted.</param>
internal sealed class RoundLoads(IEnumerable<ILoadSource> sources, Func<string, IReadOnlyList<FunctionName>> functions)
{
    private readonly Dictionary<string, (IReadOnlyDictionary<FunctionName, double>? Loads, string? Fault)> read = new(StringComparer.Ordinal);

    /// <summary>Whether there is a source for that type.</summary>
    public bool AreMeasured(string type) => SourceOf(type) is not null;

    /// <summary>A function's load, or why it is unknown.</summary>
    public async ValueTask<(double? Load, string? Fault)> OfAsync(FunctionName function, string type, CancellationToken cancellationToken)
    {
        if (!read.TryGetValue(type, out var reading))
            read[type] = reading = await ReadAsync(type, cancellationToken);
        if (reading.Loads is null)
            return (null, reading.Fault);
        return reading.Loads.TryGetValue(function, out var load) ? (load, null) : (null, $"there are no numbers of type '{type}' for it yet");
    }

    private async ValueTask<(IReadOnlyDictionary<FunctionName, double>?, string?)> ReadAsync(string type, CancellationToken cancellationToken)
    {
        if (SourceOf(type) is not { } source)
            return (null, $"nothing here measures type '{type}': rps, capacity and cpu are always there, queue where there is a queue, and a rule of your own needs scaling.prometheus");
        try
        {
            return (await source.ReadAsync(type, functions(type), cancellationToken), null);
        }
        catch (LoadUnknownException unknown)
        {
            return (null, unknown.Message);
        }
    }

    private ILoadSource? SourceOf(string type)
    {
        foreach (var source in sources)
        {
            if (source.Measures(type))
                return source;
        }
        return null;
    }
}
