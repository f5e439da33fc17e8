using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Supervision;

namespace Connectors.Providers.Local.Catalogue;

/// <summary>Every function that runs here. Readers see one immutable table after another and never wait.</summary>
internal sealed class FunctionRegistry : IFunctionCatalogue, IFunctionResolution
{
    private readonly Lock gate = new();
    private volatile Dictionary<FunctionName, FunctionSupervisor> table = [];

    public ChangeSignal Changes { get; } = new();

    public IReadOnlyCollection<FunctionSupervisor> All => table.Values;

    public bool Contains(FunctionName function) => table.ContainsKey(function);

    public FunctionSupervisor? Find(FunctionName function) => table.GetValueOrDefault(function);

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        var found = new List<FunctionStatus>();
        foreach (var (name, function) in table)
        {
            if (@namespace is null || name.Namespace == @namespace)
                found.Add(function.View.Status);
        }
        found.Sort(static (left, right) => left.FullName.CompareTo(right.FullName));
        return new ValueTask<IReadOnlyList<FunctionStatus>>(found);
    }

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(Find(function)?.View.Status);

    public ValueTask<FunctionEndpoints?> ResolveAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(Find(function)?.View.Endpoints);

    public void Add(FunctionSupervisor function)
    {
        lock (gate)
            table = new(table) { [function.Name] = function };
        Changes.Notify();
    }

    public void Remove(FunctionSupervisor function)
    {
        lock (gate)
        {
            var next = new Dictionary<FunctionName, FunctionSupervisor>(table);
            next.Remove(function.Name);
            table = next;
        }
        Changes.Notify();
    }
}
