namespace Connectors.Core.Providers;

/// <summary>
/// All that a place where functions run can do, one small interface each. A provider registers one of these under its name;
/// who needs a single capability asks for that interface alone.
/// </summary>
public sealed record FunctionProvider
{
    /// <summary>Tells the provider's name and kind; asked anew each time, because one that is elsewhere may become known later.</summary>
    public required Func<ProviderInfo> Describe { get; init; }

    /// <summary>The provider's name and kind as known now, shown by <c>/system/info</c>.</summary>
    public ProviderInfo Info => Describe();

    /// <summary>Which functions there are.</summary>
    public required IFunctionCatalogue Catalogue { get; init; }

    /// <summary>Deploy, update, delete.</summary>
    public required IFunctionDeployment Deployment { get; init; }

    /// <summary>Replicas.</summary>
    public required IFunctionScaling Scaling { get; init; }

    /// <summary>Name to endpoints.</summary>
    public required IFunctionResolution Resolution { get; init; }

    /// <summary>CPU and memory.</summary>
    public required IFunctionUsage Usage { get; init; }

    /// <summary>Secrets.</summary>
    public required ISecretStore Secrets { get; init; }

    /// <summary>Logs.</summary>
    public required IFunctionLogs Logs { get; init; }

    /// <summary>Namespaces.</summary>
    public required INamespaceStore Namespaces { get; init; }
}

/// <summary>Name, orchestration and version of a provider, e.g. <c>process</c>, <c>processes</c>.</summary>
public sealed record ProviderInfo(string Name, string Orchestration, string Version);
