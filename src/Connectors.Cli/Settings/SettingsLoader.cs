using Connectors.Cli.Faults;
using Connectors.Core.Settings;

namespace Connectors.Cli.Settings;

/// <summary>Fills settings classes from all sources and collects everything that is wrong with any of them.</summary>
internal static class SettingsLoader
{
    /// <summary>Never throws for what a user wrote; look at <see cref="LoadedSettings.Faults"/> before using the values.</summary>
    /// <param name="types">The settings classes.</param>
    /// <param name="sources">Where to look.</param>
    /// <param name="isModule">Whether a section that no class has is, or may be, a module's.</param>
    public static LoadedSettings Load(IEnumerable<Type> types, SettingSources sources, Func<string, bool>? isModule = null)
    {
        var schema = new SettingSchema(types);
        var faults = new List<Fault>();
        var modules = new ModuleSections(name => isModule?.Invoke(name) == true && !schema.InSection(name).Any());
        var binder = new SettingsBinder(schema, faults, modules);
        // Rising precedence: what is applied later wins.
        if (sources.ConfigFile is { } file)
            binder.Apply(YamlSettings.Read(file, faults));
        var remarks = new List<Fault>();
        binder.Apply(EnvironmentSettings.ReadOpenFaas(sources.Environment, schema).Where(input => Readable(input, schema, remarks)));
        if (schema.Keys.Contains("queue.url"))
            binder.Apply(OpenFaasVariables.Queue(sources.Environment));
        binder.Apply(EnvironmentSettings.Read(sources.Environment, schema, faults));
        binder.Apply(sources.Flags.Select(flag => flag.Input));
        foreach (var settings in binder.Instances.Values)
            faults.AddRange(((ISettings)settings).Faults().Select(fault => new Fault(binder.OriginOf(fault), fault)));
        return new LoadedSettings(binder, [.. faults.Distinct()], remarks, new SettingPaths(sources), modules);
    }

    // OpenFaaS' components take their default for what they cannot read, and its variables have names that others use too.
    private static bool Readable(SettingInput input, SettingSchema schema, List<Fault> remarks)
    {
        var faults = new List<Fault>();
        new SettingsBinder(schema, faults).Apply([input]);
        remarks.AddRange(faults.Select(fault => fault with { What = $"{fault.What}; it is left out of account" }));
        return faults.Count == 0;
    }
}
