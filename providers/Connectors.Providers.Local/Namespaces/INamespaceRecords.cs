using Connectors.Core.Functions;

namespace Connectors.Providers.Local.Namespaces;

/// <summary>Where namespaces stand over restarts. Called while the recording gate is held.</summary>
internal interface INamespaceRecords
{
    /// <summary>Writes one in place of what stands there.</summary>
    Task WriteAsync(FunctionNamespace one, CancellationToken cancellationToken);

    /// <summary>Removes one; one that is not there is no fault.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
