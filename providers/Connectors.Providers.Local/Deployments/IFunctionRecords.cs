using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Local.Deployments;

/// <summary>Where functions stand as they were asked for, over restarts. Called while the recording gate is held.</summary>
internal interface IFunctionRecords
{
    /// <summary>Writes a function in place of what stands there; it is safe when the call returns.</summary>
    /// <param name="function">As it is to stand.</param>
    /// <param name="isNew">Whether nothing may stand there yet.</param>
    /// <param name="cancellationToken">Ends it before it is written.</param>
    /// <returns>Why it cannot be, for who asked for it; null: it stands.</returns>
    /// <exception cref="Exception">It could not be written, and what stood there stands.</exception>
    Task<ProviderResult?> WriteAsync(StoredFunction function, bool isNew, CancellationToken cancellationToken);

    /// <summary>Removes a function.</summary>
    Task DeleteAsync(FunctionName function, CancellationToken cancellationToken);
}
