using Connectors.Cli.Faults;
using Connectors.Core.Settings;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Settings;

/// <summary>The settings of one run. Immutable in itself; the instances are those that every room is given.</summary>
internal sealed class LoadedSettings(SettingsBinder binder, IReadOnlyList<Fault> faults, IReadOnlyList<Fault> remarks, SettingPaths paths, ModuleSections modules)
{
    /// <summary>Everything that is wrong, from all sources; empty when the settings may be used.</summary>
    public IReadOnlyList<Fault> Faults => faults;

    /// <summary>True when nothing is wrong with the values of a section, so that what they lead to can be looked at, whatever is wrong elsewhere.</summary>
    public bool IsSound(string section) => !faults.Any(fault => fault.What.StartsWith($"{section}.", StringComparison.OrdinalIgnoreCase));

    /// <summary>What was left out of account, and why: variables of OpenFaaS that cannot be read.</summary>
    public IReadOnlyList<Fault> Remarks => remarks;

    /// <summary>A class's values.</summary>
    /// <exception cref="KeyNotFoundException">The class was not among those loaded.</exception>
    public T Get<T>() where T : class, ISettings => (T)binder.Instances[typeof(T)];

    /// <summary>True when any source gives this section or key, be it empty: <c>webhooks</c>, <c>gateway.listen</c>.</summary>
    public bool IsSet(string key) => binder.IsSet(key);

    /// <summary>The value of a single-valued setting as text, its default included; null when it has none or there is no such setting.</summary>
    public string? Text(string key) => binder.Text(key);

    /// <summary>The items of a setting that is a list of texts; empty when there is no such setting.</summary>
    public IReadOnlyList<string> List(string key) => binder.List(key);

    /// <summary>The section of a module's connector.</summary>
    public ConnectorSection Section(string module) => new(module, modules.Of(module), ResolvePath);

    /// <summary>Where a setting's value came from, e.g. <c>connectors.yml:3</c>; null for a default.</summary>
    public string? OriginOf(string key) => binder.OriginOf(key);

    /// <summary>The data directory, absolute; it need not be there yet.</summary>
    public string DataDirectory => paths.DataDirectory;

    /// <summary>An absolute path from one written in a setting.</summary>
    public string ResolvePath(string path) => paths.Resolve(path);

    /// <summary>Registers every class as a singleton.</summary>
    public void AddTo(IServiceCollection services)
    {
        foreach (var (type, instance) in binder.Instances)
            services.AddSingleton(type, instance);
    }
}
