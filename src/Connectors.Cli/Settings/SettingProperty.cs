using System.Collections;
using System.Reflection;
using Connectors.Core.Settings;

namespace Connectors.Cli.Settings;

/// <summary>A settable property: its key, what it takes and how it is set.</summary>
internal sealed class SettingProperty
{
    private readonly PropertyInfo property;

    private SettingProperty(PropertyInfo property, SettingAttribute about)
    {
        this.property = property;
        Key = SettingKey.Kebab(property.Name);
        Description = about.Description;
        OpenFaasVariable = about.OpenFaasVariable;
        HoldsEntries = property.IsDefined(typeof(SettingEntriesAttribute));
        IsWholeSection = property.IsDefined(typeof(SettingScalarAttribute));
        EntryType = DictionaryValue(property.PropertyType);
        var item = ListItem(property.PropertyType);
        IsList = item is not null;
        Kind = ValueKind.Of(item ?? EntryType ?? property.PropertyType);
        Fields = EntryType is not null && Kind is null ? Of(EntryType) : [];
        if (Kind is null && Fields.Count == 0)
            throw new NotSupportedException($"{property.DeclaringType}.{property.Name}: settings of type {property.PropertyType} cannot be read");
    }

    /// <summary>The key within its section, in kebab case.</summary>
    public string Key { get; }

    public string Description { get; }

    public string? OpenFaasVariable { get; }

    /// <summary>Its entries stand directly in the section.</summary>
    public bool HoldsEntries { get; }

    /// <summary>It is the section's only value.</summary>
    public bool IsWholeSection { get; }

    public bool IsList { get; }

    /// <summary>What a dictionary holds; null when it is none.</summary>
    public Type? EntryType { get; }

    /// <summary>How its value, or each of its items or entries, is read; null for entries that have fields of their own.</summary>
    public ValueKind? Kind { get; }

    /// <summary>The settings of one entry.</summary>
    public IReadOnlyList<SettingProperty> Fields { get; }

    /// <summary>All settings of a class.</summary>
    public static IReadOnlyList<SettingProperty> Of(Type type) =>
    [
        .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           let about = property.GetCustomAttribute<SettingAttribute>()
           where about is not null
           select new SettingProperty(property, about),
    ];

    public object? Value(object owner) => property.GetValue(owner);

    public void Set(object owner, object? value) => property.SetValue(owner, value);

    /// <summary>Sets a list from its items.</summary>
    public void SetList(object owner, IReadOnlyList<object> items)
    {
        var item = ListItem(property.PropertyType)!;
        if (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (IList)Activator.CreateInstance(property.PropertyType)!;
            foreach (var value in items)
                list.Add(value);
            Set(owner, list);
            return;
        }
        var array = Array.CreateInstance(item, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        Set(owner, array);
    }

    /// <summary>Replaces a dictionary by an empty one whose names compare as keys do.</summary>
    public IDictionary NewEntries(object owner)
    {
        var entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), EntryType!), SettingKey.Comparer)!;
        Set(owner, entries);
        return entries;
    }

    private static Type? ListItem(Type type)
    {
        if (type == typeof(string) || DictionaryValue(type) is not null)
            return null;
        return Generic(type, typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }

    private static Type? DictionaryValue(Type type) =>
        (Generic(type, typeof(IReadOnlyDictionary<,>)) ?? Generic(type, typeof(IDictionary<,>)))?.GetGenericArguments()[1];

    private static Type? Generic(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition);
}
