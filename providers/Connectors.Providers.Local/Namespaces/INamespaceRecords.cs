using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Local.Namespaces;

/// <summary>Where namespaces stand over restarts. Called while the recording gate is held.</summary>
internal interface INamespaceRecords
{
    /// <summary>Writes one in place of what stands there.</summary>
    /// <returns>Why it cannot be, for who asked for it; null: it stands.</returns>
    Task<ProviderResult?> WriteAsync(FunctionNamespace one, CancellationToken cancellationToken);

    /// <summary>Removes one; one that is not there is no fault.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
