using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Scaling.Loads;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>One look at all functions that ask for scaling by their labels. One round at a time.</summary>
internal sealed class ScalingRound(
    IFunctionCatalogue catalogue, IEnumerable<ILoadSource> sources, ScaledFunctions functions, FunctionScaler scaler, ILogger<ScalingRound> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var round = new List<(FunctionStatus Status, ScaledFunction Function)>();
        foreach (var status in await catalogue.ListAsync(null, cancellationToken))
        {
            if (ScalingLabels.AskForScaling(status.Labels))
                round.Add((status, Refresh(status)));
        }
        functions.Keep(round.Select(one => one.Function.Name).ToHashSet());
        var loads = new RoundLoads(sources, type => [.. round.Where(one => Needs(one.Function.Labels, type)).Select(one => one.Function.Name)]);
        foreach (var (status, function) in round)
            await scaler.ScaleAsync(status, function, loads, cancellationToken);
    }

    private ScaledFunction Refresh(FunctionStatus status)
    {
        var labels = ScalingLabels.Read(status.Labels, out var warnings);
        var function = functions.Of(status.FullName, labels);
        foreach (var warning in function.Relabel(labels, warnings))
            ScalingLog.LabelUnread(logger, function.Name, warning);
        return function;
    }

    private static bool Needs(ScalingLabels labels, string type) => labels.Type == type || (labels.Zero && FunctionScaler.Signs.Contains(type));
}
