using Connectors.Cli.Settings;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Modules;

/// <summary>The modules of all assemblies that the settings name.</summary>
internal sealed class ConnectorModules
{
    /// <summary>The setting that names them.</summary>
    public const string Setting = "connectors.assemblies";

    private readonly List<LoadedModule> modules = [];
    private readonly List<string> faults = [];

    private ConnectorModules()
    {
    }

    /// <summary>Without any.</summary>
    public static ConnectorModules None { get; } = new();

    /// <summary>What is wrong with the assemblies, one sentence each, beginning with the setting's key.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Of all that were found.</summary>
    public IReadOnlyList<string> Names => [.. modules.Select(module => module.Name)];

    /// <summary>Loads every assembly and makes its modules.</summary>
    /// <param name="settings">Of which only this setting counts.</param>
    /// <param name="builtIn">Names that no module may bear.</param>
    public static ConnectorModules Load(LoadedSettings settings, IReadOnlyList<string> builtIn)
    {
        var loaded = new ConnectorModules();
        var said = new List<string>();
        foreach (var paths in settings.List(Setting).Select(settings.ResolvePath).GroupBy(path => path, StringComparer.Ordinal))
        {
            if (paths.Count() > 1)
                said.Add($"{paths.Key} is named twice; name it once");
            foreach (var (name, module) in ModuleReading.Read(paths.Key, said))
                loaded.Take(new LoadedModule(name, paths.Key, module), builtIn, said);
        }
        loaded.faults.AddRange(said.Select(fault => $"{Setting}: {fault}"));
        return loaded;
    }

    /// <summary>True when a section without a class is a module's; while an assembly could not be read it may be that one's.</summary>
    public bool MayOwn(string section) => faults.Count > 0 || Names.Contains(section, SettingKey.Comparer);

    /// <summary>Has those register that are to run.</summary>
    /// <param name="settings">With the sections of all modules.</param>
    /// <param name="all">True: every one.</param>
    /// <param name="named">Those that the user asks for by their names.</param>
    /// <returns>Everything that is wrong with their settings.</returns>
    public IReadOnlyList<string> Register(LoadedSettings settings, bool all, IReadOnlyList<string> named) =>
    [
        .. from module in modules
           let isNamed = named.Contains(module.Name, SettingKey.Comparer)
           where all || isNamed
           from fault in module.Register(settings.Section(module.Name), isNamed)
           select fault,
    ];

    /// <summary>True when one that has registered has routes of its own.</summary>
    public bool HaveRoutes => modules.Any(module => module.HasRoutes);

    /// <summary>Adds those that have registered to a host, and the names of all.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddConnectorNames(Names);
        foreach (var module in modules)
            module.AddTo(services);
    }

    private void Take(LoadedModule module, IReadOnlyList<string> builtIn, List<string> said)
    {
        if (builtIn.Contains(module.Name, SettingKey.Comparer))
            said.Add($"{module.Path} brings a connector called '{module.Name}', which is a built-in one's name; give it another");
        else if (modules.Find(other => SettingKey.Comparer.Equals(other.Name, module.Name)) is { } other)
            said.Add($"two connectors are called '{module.Name}', of {other.Path} and {module.Path}; take one out, or give it another name");
        else
            modules.Add(module);
    }
}
