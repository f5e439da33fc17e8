using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Benchmarks.Cron;

/// <summary>Functions that exist for their schedules alone.</summary>
internal sealed class ScheduleCatalogue(int count, string schedule) : IFunctionCatalogue
{
    private volatile IReadOnlyDictionary<FunctionName, FunctionStatus> functions =
        Enumerable.Range(0, count).Select(number => Function($"f{number:D5}", schedule)).ToDictionary(function => function.FullName);

    public ChangeSignal Changes { get; } = new();

    /// <summary>Puts one function among the others.</summary>
    public void Deploy(string name, string itsSchedule)
    {
        var function = Function(name, itsSchedule);
        functions = new Dictionary<FunctionName, FunctionStatus>(functions) { [function.FullName] = function };
        Changes.Notify();
    }

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) => new([.. functions.Values]);

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) => new(functions.GetValueOrDefault(function));

    private static FunctionStatus Function(string name, string schedule) => new()
    {
        Name = name,
        Namespace = "openfaas-fn",
        Annotations = new Dictionary<string, string> { [KnownAnnotations.Topic] = "cron-function", [KnownAnnotations.Schedule] = schedule },
    };
}
