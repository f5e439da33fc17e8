using System.Reflection;
using System.Text.RegularExpressions;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Modules;

/// <summary>Finds the modules of one assembly, or says why there are none.</summary>
internal static partial class ModuleReading
{
    /// <param name="path">Absolute.</param>
    /// <param name="faults">Sentences about this assembly, without the setting's key.</param>
    public static IReadOnlyList<(string Name, IConnectorModule Module)> Read(string path, ICollection<string> faults)
    {
        if (!File.Exists(path))
        {
            faults.Add($"there is no file {path}; name the .dll that the build of the connector makes");
            return [];
        }
        try
        {
            return Read(new ModuleLoadContext(path).LoadFromAssemblyPath(path), path, faults);
        }
        catch (BadImageFormatException)
        {
            faults.Add($"{path} is not a .NET assembly; name the .dll that the build of the connector makes");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            faults.Add($"{path} cannot be loaded: {refused.Message}; build it for net10.0, and leave its .deps.json and the assemblies it needs beside it");
        }
        return [];
    }

    private static List<(string Name, IConnectorModule Module)> Read(Assembly assembly, string path, ICollection<string> faults)
    {
        var built = SdkVersion.Of(assembly);
        if (built is not null && !SdkVersion.Fits(built))
        {
            faults.Add($"{path} was built against Connectors.Sdk {built.ToString(3)}, and this is {SdkVersion.Here.ToString(3)}; build it against this version");
            return [];
        }
        var types = built is null ? [] : Types(assembly, path, faults);
        if (types is null)
            return [];
        if (types.Count == 0)
            faults.Add($"{path} has no connector; a class in it must implement Connectors.Sdk.Hosting.IConnectorModule");
        var modules = new List<(string, IConnectorModule)>();
        foreach (var type in types)
        {
            if (Module(type, path, faults) is { } module)
                modules.Add(module);
        }
        return modules;
    }

    // Null: they cannot be read, which has been told.
    private static List<Type>? Types(Assembly assembly, string path, ICollection<string> faults)
    {
        try
        {
            return [.. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConnectorModule)))];
        }
        catch (ReflectionTypeLoadException incomplete)
        {
            var reason = incomplete.LoaderExceptions.FirstOrDefault(cause => cause is not null)?.Message ?? incomplete.Message;
            faults.Add($"{path} cannot be loaded: {reason}; leave its .deps.json and the assemblies it needs beside it, or build it against this version");
            return null;
        }
    }

    private static (string Name, IConnectorModule Module)? Module(Type type, string path, ICollection<string> faults)
    {
        if (type.GetConstructor([]) is not { } constructor)
        {
            faults.Add($"{type.FullName} in {path} has no public constructor without parameters; give it one");
            return null;
        }
        try
        {
            var module = (IConnectorModule)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
            var name = module.Name;
            if (name is not null && LegalName().IsMatch(name))
                return (name, module);
            faults.Add($"{type.FullName} in {path} calls its connector '{name}'; a name has 1 to 63 lower-case letters, digits and dashes, a letter first");
        }
        catch (Exception thrown)
        {
            // Whatever a stranger's constructor throws is for the user to read, with everything else that is wrong.
            faults.Add($"{type.FullName} in {path} cannot be made: {thrown.GetType().Name}: {thrown.Message}; mend it, or take the assembly out");
        }
        return null;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex LegalName();
}
