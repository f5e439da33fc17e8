using System.Collections;
using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>Puts inputs into dictionaries by name. The first input replaces the default entries, the following ones add to and change those given.</summary>
internal sealed class EntryBinder(ICollection<Fault> faults)
{
    private readonly Dictionary<(object Owner, SettingProperty Property), IDictionary> given = [];

    /// <summary>Sets an entry, or one field of an entry whose name is the path's part at <paramref name="nameAt"/>; false when there is no such field.</summary>
    public bool Set(object owner, SettingProperty property, SettingInput input, int nameAt)
    {
        var fieldsBelow = input.Path.Count - nameAt - 1;
        if (fieldsBelow < 0)
            return input.IsEmpty && Entries(owner, property) is not null;
        if (property.Fields.Count == 0)
            return fieldsBelow == 0 && SetValue(owner, property, input);
        if (fieldsBelow == 0)
            return input.IsEmpty && Entry(owner, property, input.Path[nameAt]) is not null;
        var field = property.Fields.FirstOrDefault(field => SettingKey.Comparer.Equals(field.Key, input.Path[nameAt + 1]));
        if (field is null or { EntryType: not null } || fieldsBelow != 1)
            return false;
        return ValueBinder.Set(Entry(owner, property, input.Path[nameAt]), field, input, faults);
    }

    private bool SetValue(object owner, SettingProperty property, SettingInput input)
    {
        if (!input.IsEmpty && ValueBinder.One(property, input, faults) is { } value)
            Entries(owner, property)[input.Path[^1]] = value;
        return true;
    }

    private object Entry(object owner, SettingProperty property, string name)
    {
        var entries = Entries(owner, property);
        if (entries[name] is { } existing)
            return existing;
        var entry = Activator.CreateInstance(property.EntryType!)!;
        entries[name] = entry;
        return entry;
    }

    private IDictionary Entries(object owner, SettingProperty property)
    {
        if (!given.TryGetValue((owner, property), out var entries))
            given[(owner, property)] = entries = property.NewEntries(owner);
        return entries;
    }
}
