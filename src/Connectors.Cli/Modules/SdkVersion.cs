using System.Reflection;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Modules;

/// <summary>Whether an assembly was built against a Connectors.Sdk that this hub's stands in for.</summary>
internal static class SdkVersion
{
    private static readonly AssemblyName Own = typeof(IConnectorModule).Assembly.GetName();

    /// <summary>The Sdk that the assembly refers to; null when it refers to none.</summary>
    public static Version? Of(Assembly assembly) => assembly.GetReferencedAssemblies().FirstOrDefault(reference => reference.Name == Own.Name)?.Version;

    /// <summary>The version of this hub's.</summary>
    public static Version Here => Own.Version!;

    /// <summary>The same major version, not newer than ours; before 1.0 every minor version may break what came before.</summary>
    public static bool Fits(Version built) => built.Major == Here.Major && built.Minor <= Here.Minor && (Here.Major > 0 || built.Minor == Here.Minor);
}
