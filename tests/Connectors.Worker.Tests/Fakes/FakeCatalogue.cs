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

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(new FunctionStatus
        {
            Name = function.Name,
            Namespace = function.Namespace,
            Annotations = Annotations.GetValueOrDefault(function) ?? new Dictionary<string, string>(),
        });
}
