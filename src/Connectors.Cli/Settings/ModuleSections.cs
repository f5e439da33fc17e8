namespace Connectors.Cli.Settings;

/// <summary>Sections that no settings class has because they belong to modules of other assemblies. Their entries are kept as they are written.</summary>
/// <param name="isModule">Whether a name is, or may be, that of a module.</param>
internal sealed class ModuleSections(Func<string, bool> isModule)
{
    private readonly Dictionary<string, Dictionary<string, SettingInput>> sections = new(SettingKey.Comparer);

    /// <summary>Keeps an input of such a section, over one that was kept before; false when it is none.</summary>
    public bool Keep(SettingInput input)
    {
        if (!isModule(input.Path[0]) || (input.Path.Count == 1 && !input.IsEmpty))
            return false;
        if (!sections.TryGetValue(input.Path[0], out var entries))
            sections[input.Path[0]] = entries = new(StringComparer.Ordinal);
        if (input.Path.Count > 1)
            entries[input.NormalKey] = input;
        return true;
    }

    /// <summary>The entries of a section, keys without its name.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Of(string section) => sections.TryGetValue(section, out var entries)
        ? entries.Values.Select(input => KeyValuePair.Create(string.Join('.', input.Path.Skip(1)), input.Texts))
        : [];
}
