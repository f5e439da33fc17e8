using System.Collections.Concurrent;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>Functions with the annotations a test gives them; every other function exists without any.</summary>
internal sealed class FakeCatalogue : IFunctionCatalogue
{
    public ConcurrentDictionary<FunctionName, IReadOnlyDictionary<string, string>> Annotations { get; } = new();

    public ChangeSignal Changes { get; } = new();

    public void Annotate(FunctionName function, params (string Key, string Value)[] annotations) =>
        Annotations[function] = annotations.ToDictionary(pair => pair.Key, pair => pair.Value);

    public ConcurrentDictionary<FunctionName, int> Replicas { get; } = new();

    /// <summary>Thrown by the list while it is there.</summary>
    public Exception? Away { get; set; }

    public void Scale(FunctionName function, int replicas)
    {
        Replicas[function] = replicas;
        Changes.Notify();
    }

    /// <summary>How often the list was refused.</summary>
    public int Refusals { get; private set; }

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) => Away is { } away
        ? throw Refused(away)
        : new([.. Replicas.Select(one => new FunctionStatus { Name = one.Key.Name, Namespace = one.Key.Namespace, AvailableReplicas = one.Value })]);

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(new FunctionStatus
        {
            Name = function.Name,
            Namespace = function.Namespace,
            Annotations = Annotations.GetValueOrDefault(function) ?? new Dictionary<string, string>(),
        });

    private Exception Refused(Exception away)
    {
        Refusals++;
        return away;
    }
}
