using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Sources;

/// <summary>A catalogue in memory, with a topic annotation a function. Thread-safe.</summary>
public sealed class DeployedFunctions : IFunctionCatalogue
{
    private readonly Lock gate = new();
    private readonly Dictionary<FunctionName, FunctionStatus> functions = [];

    public ChangeSignal Changes { get; } = new();

    public void Deploy(string name, string topics)
    {
        var function = new FunctionStatus { Name = name, Namespace = "openfaas-fn", Annotations = new Dictionary<string, string> { [KnownAnnotations.Topic] = topics } };
        lock (gate)
            functions[function.FullName] = function;
        Changes.Notify();
    }

    public void Remove(string name)
    {
        lock (gate)
            functions.Remove(new FunctionName(name, "openfaas-fn"));
        Changes.Notify();
    }

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. functions.Values.Where(function => @namespace is null || function.Namespace == @namespace)]);
    }

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(functions.GetValueOrDefault(function));
    }
}
