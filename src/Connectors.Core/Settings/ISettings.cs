namespace Connectors.Core.Settings;

/// <summary>
/// The settings of one capability: a class with initialised, settable properties, each bearing a <see cref="SettingAttribute"/>.
/// Property types are string, bool, int, double, <see cref="TimeSpan"/>, <see cref="Units.ByteSize"/>, enums, lists of strings,
/// and dictionaries by name of such classes. The composition root fills them from flags, environment and file.
/// </summary>
public interface ISettings
{
    /// <summary>The section in the settings file, e.g. <c>worker</c>.</summary>
    static abstract string Section { get; }

    /// <summary>Everything that is wrong with the values, one sentence each, beginning with the setting's full key and ending with the remedy.</summary>
    IEnumerable<string> Faults();
}

/// <summary>Describes a setting for the user; the key is the property's name in kebab case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>One sentence for the table of settings.</summary>
    public string Description => description;

    /// <summary>The environment variable of OpenFaaS' own components that means the same, e.g. <c>max_inflight</c>.</summary>
    public string? OpenFaasVariable { get; init; }
}
