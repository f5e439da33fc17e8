using System.Reflection;
using Connectors.Core.Settings;

namespace Connectors.Cli.Settings;

/// <summary>All settings that there are. Several classes may share a section; a key that two of them have is given to both.</summary>
internal sealed class SettingSchema
{
    public SettingSchema(IEnumerable<Type> types) => Classes = [.. types.Select(type => new SettingClass(type))];

    public IReadOnlyList<SettingClass> Classes { get; }

    /// <summary>Every full key, entries' fields under <c>&lt;name&gt;</c>.</summary>
    public IEnumerable<string> Keys => Classes.SelectMany(@class => @class.Keys).Distinct();

    /// <summary>Full keys with the OpenFaaS variable of the same meaning.</summary>
    public IEnumerable<(string Key, string Variable)> OpenFaasVariables =>
        from @class in Classes
        from property in @class.Properties
        where property.OpenFaasVariable is not null
        select (@class.FullKey(property), property.OpenFaasVariable);

    public IEnumerable<SettingClass> InSection(string section) => Classes.Where(@class => SettingKey.Comparer.Equals(@class.Section, section));

    /// <summary>True for a section that is a single value.</summary>
    public bool IsScalarSection(string section) => InSection(section).Any(@class => @class.Properties.Any(property => property.IsWholeSection));

    /// <summary>The key that a variable without the two underscores was probably meant for.</summary>
    public string? KeyOfSlip(string variable)
    {
        var meant = SettingKey.Normal(variable);
        return Keys.FirstOrDefault(key => key.Contains('.', StringComparison.Ordinal) && SettingKey.Normal(key).Replace(".", "", StringComparison.Ordinal) == meant);
    }
}

/// <summary>A settings class and its section.</summary>
internal sealed class SettingClass(Type type)
{
    public Type Type => type;

    public string Section { get; } = (string)typeof(SettingClass).GetMethod(nameof(SectionOf), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(type).Invoke(null, null)!;

    public IReadOnlyList<SettingProperty> Properties { get; } = SettingProperty.Of(type);

    public IEnumerable<string> Keys => Properties.SelectMany(KeysOf);

    public string FullKey(SettingProperty property) =>
        property.IsWholeSection ? Section : property.HoldsEntries ? $"{Section}.<name>" : $"{Section}.{property.Key}";

    private static string SectionOf<T>() where T : ISettings => T.Section;

    private IEnumerable<string> KeysOf(SettingProperty property)
    {
        var key = FullKey(property);
        if (property.EntryType is null)
            return [key];
        var entry = property.HoldsEntries ? key : $"{key}.<name>";
        return property.Fields.Count == 0 ? [entry] : property.Fields.Select(field => $"{entry}.{field.Key}");
    }
}
