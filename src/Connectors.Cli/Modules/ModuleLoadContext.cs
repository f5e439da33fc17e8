using System.Reflection;
using System.Runtime.Loader;

namespace Connectors.Cli.Modules;

/// <summary>
/// Loads an assembly with the packages that lie beside it, in the versions it was built with. What a module and the hub speak by (the Sdk,
/// Core, and Microsoft's extensions) is the hub's, or their types would not be the same.
/// </summary>
internal sealed class ModuleLoadContext(string path) : AssemblyLoadContext(path)
{
    private static readonly string[] Shared = ["Connectors.Sdk", "Connectors.Core"];
    private static readonly string[] SharedFamilies = ["Microsoft.Extensions.", "Microsoft.AspNetCore."];
    private readonly AssemblyDependencyResolver resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName.Name) && OfHub(assemblyName) is { } shared)
            return shared;
        // What is not found here either is looked for among the hub's own.
        return resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;

    private static bool IsShared(string? name) => name is not null
        && (Shared.Contains(name, StringComparer.OrdinalIgnoreCase) || SharedFamilies.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase)));

    // Of a family the hub need not have every member; the module then brings its own.
    private static Assembly? OfHub(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
