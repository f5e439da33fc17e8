using Connectors.Core.Functions;

namespace Connectors.Core.Providers;

/// <summary>Secrets of functions. Values go in and never come out through this interface. Thread-safe.</summary>
public interface ISecretStore
{
    /// <summary>Names in a namespace, ordered.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(string @namespace, CancellationToken cancellationToken);

    /// <summary>Creates or replaces a secret; functions that use it see the new value in their file.</summary>
    Task<ProviderResult> WriteAsync(FunctionSecret secret, WriteMode mode, CancellationToken cancellationToken);

    /// <summary>Removes a secret.</summary>
    Task<ProviderResult> DeleteAsync(string name, string @namespace, CancellationToken cancellationToken);
}

/// <summary>A secret to store.</summary>
public sealed record FunctionSecret(string Name, string Namespace, ReadOnlyMemory<byte> Value);

/// <summary>Namespaces of functions. Thread-safe.</summary>
public interface INamespaceStore
{
    /// <summary>All namespaces that hold functions, the default one always among them.</summary>
    ValueTask<IReadOnlyList<FunctionNamespace>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Creates or replaces a namespace.</summary>
    Task<ProviderResult> WriteAsync(FunctionNamespace @namespace, WriteMode mode, CancellationToken cancellationToken);

    /// <summary>Removes a namespace with its functions and secrets.</summary>
    Task<ProviderResult> DeleteAsync(string @namespace, CancellationToken cancellationToken);
}
