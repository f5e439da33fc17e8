using Connectors.Core.Changes;
using Connectors.Core.Functions;

namespace Connectors.Core.Providers;

/// <summary>Which functions there are. Thread-safe; answers from memory, so that it may be asked for every request.</summary>
public interface IFunctionCatalogue
{
    /// <summary>Fires after any change of what the other members return: deployments, replicas, readiness, namespaces.</summary>
    ChangeSignal Changes { get; }

    /// <summary>All functions of a namespace (null: of all), ordered by name.</summary>
    ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken);

    /// <summary>One function; null when there is none.</summary>
    ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken);
}
