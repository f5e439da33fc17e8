using Connectors.Core.Functions;
using Prometheus;

namespace Connectors.Worker.Metrics;

/// <summary>The series of one metric that has a label for the function's name.</summary>
internal sealed record FunctionSeries(Func<IEnumerable<FunctionName>> Functions, Action<IReadOnlySet<FunctionName>> Forget)
{
    private const string Label = "function_name";

    /// <summary>Those of a metric.</summary>
    /// <param name="collector">The metric.</param>
    /// <param name="mayGo">What may be removed; null: all.</param>
    public static FunctionSeries Of<TChild>(Collector<TChild> collector, Func<TChild, bool>? mayGo = null) where TChild : ChildBase
    {
        var at = Array.IndexOf(collector.LabelNames, Label);
        return new(
            () => collector.GetAllLabelValues().Select(labels => NameOf(labels[at])).OfType<FunctionName>(),
            gone =>
            {
                foreach (var labels in collector.GetAllLabelValues().ToList())
                {
                    if (NameOf(labels[at]) is { } function && gone.Contains(function) && (mayGo is null || mayGo(collector.WithLabels(labels))))
                        collector.RemoveLabelled(labels);
                }
            });
    }

    private static FunctionName? NameOf(string text) => FunctionName.TryParse(text, out var function) ? function : null;
}
