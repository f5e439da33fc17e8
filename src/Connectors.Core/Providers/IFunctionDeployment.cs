using Connectors.Core.Functions;

namespace Connectors.Core.Providers;

/// <summary>Makes, replaces and removes functions. Thread-safe; changes to one function are applied one after another.</summary>
public interface IFunctionDeployment
{
    /// <summary>Creates or replaces a function. Accepted means recorded durably; replicas may become ready later. An update replaces replicas without refusing requests.</summary>
    Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode, CancellationToken cancellationToken);

    /// <summary>Removes a function and all its replicas.</summary>
    Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken);
}

/// <summary>Sets the number of replicas.</summary>
public interface IFunctionScaling
{
    /// <summary>Asks for that many replicas (0 or more); returns when the wish is recorded, not when it is met.</summary>
    Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken);
}

/// <summary>What a function uses.</summary>
public interface IFunctionUsage
{
    /// <summary>Sum over its replicas; null when unknown.</summary>
    ValueTask<FunctionUsage?> GetAsync(FunctionName function, CancellationToken cancellationToken);
}
