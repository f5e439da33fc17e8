using System.Reflection;

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

    /// <summary>A provider of the parts that are registered under their interfaces: what a provider's door registers beside them, so that whoever wants all finds all.</summary>
    /// <param name="parts">Where they are registered.</param>
    /// <param name="describe">See <see cref="Describe"/>.</param>
    /// <exception cref="InvalidOperationException">A part is not registered; says which.</exception>
    public static FunctionProvider Of(IServiceProvider parts, Func<ProviderInfo> describe) => new()
    {
        Describe = describe,
        Catalogue = Part<IFunctionCatalogue>(parts),
        Deployment = Part<IFunctionDeployment>(parts),
        Scaling = Part<IFunctionScaling>(parts),
        Resolution = Part<IFunctionResolution>(parts),
        Usage = Part<IFunctionUsage>(parts),
        Secrets = Part<ISecretStore>(parts),
        Logs = Part<IFunctionLogs>(parts),
        Namespaces = Part<INamespaceStore>(parts),
    };

    private static T Part<T>(IServiceProvider parts) where T : class =>
        parts.GetService(typeof(T)) as T ?? throw new InvalidOperationException($"The provider of functions has no {typeof(T).Name}; register one.");
}

/// <summary>Name, orchestration and version of a provider, e.g. <c>process</c>, <c>processes</c>.</summary>
public sealed record ProviderInfo(string Name, string Orchestration, string Version)
{
    /// <summary>Of a provider whose version is that of the assembly of its door; without the revision it was built from.</summary>
    /// <param name="name">The provider's.</param>
    /// <param name="orchestration">What functions run on.</param>
    /// <param name="door">The type by which it is registered.</param>
    public static ProviderInfo Of(string name, string orchestration, Type door) =>
        new(name, orchestration, door.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "dev");
}
