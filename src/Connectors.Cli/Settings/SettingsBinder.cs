using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>Puts inputs into the properties they are meant for. Sources are applied one after another; a later one wins.</summary>
internal sealed class SettingsBinder
{
    private readonly SettingSchema schema;
    private readonly ICollection<Fault> faults;
    private readonly Dictionary<string, string> origins = new(StringComparer.Ordinal);
    private readonly EntryBinder entries;
    private readonly ModuleSections? modules;

    public SettingsBinder(SettingSchema schema, ICollection<Fault> faults, ModuleSections? modules = null)
    {
        this.modules = modules;
        this.schema = schema;
        this.faults = faults;
        entries = new EntryBinder(faults);
        Instances = schema.Classes.ToDictionary(@class => @class.Type, @class => Activator.CreateInstance(@class.Type)!);
    }

    /// <summary>One instance a class.</summary>
    public IReadOnlyDictionary<Type, object> Instances { get; }

    /// <summary>Applies one source's inputs, of which no two may mean the same key.</summary>
    public void Apply(IEnumerable<SettingInput> inputs)
    {
        var seen = new Dictionary<string, SettingInput>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (!seen.TryAdd(input.NormalKey, input))
            {
                faults.Add(new Fault(input.Origin, $"{input.Key} is given twice, first as {seen[input.NormalKey].Key} ({seen[input.NormalKey].Origin}); keep one"));
                continue;
            }
            if (Bind(input))
                origins[input.NormalKey] = input.Origin;
            else
                faults.Add(UnknownSetting.Fault(input, schema));
        }
    }

    public bool IsSet(string key)
    {
        var normal = SettingKey.Normal(key);
        return origins.Keys.Any(given => given == normal || given.StartsWith(normal + ".", StringComparison.Ordinal));
    }

    /// <summary>Where the key came from that a text begins with.</summary>
    public string? OriginOf(string text)
    {
        var end = text.AsSpan().IndexOfAny(" :,;'");
        return origins.GetValueOrDefault(SettingKey.Normal(end < 0 ? text : text[..end]));
    }

    public string? Text(string key)
    {
        foreach (var @class in schema.Classes)
        {
            if (@class.Properties.FirstOrDefault(property => SettingKey.Comparer.Equals(@class.FullKey(property), key)) is { IsList: false, EntryType: null } property)
                return property.Value(Instances[@class.Type]) is { } value ? ValueKind.Format(value) : null;
        }
        return null;
    }

    /// <summary>The items of a list of texts; empty when there is no such setting.</summary>
    public IReadOnlyList<string> List(string key)
    {
        foreach (var @class in schema.Classes)
        {
            if (@class.Properties.FirstOrDefault(property => SettingKey.Comparer.Equals(@class.FullKey(property), key)) is { } property
                && property.Value(Instances[@class.Type]) is IEnumerable<string> items)
                return [.. items];
        }
        return [];
    }

    private bool Bind(SettingInput input)
    {
        var known = modules?.Keep(input) ?? false;
        foreach (var @class in schema.InSection(input.Path[0]))
            known |= Bind(@class, input);
        return known;
    }

    private bool Bind(SettingClass @class, SettingInput input)
    {
        var owner = Instances[@class.Type];
        var path = input.Path;
        if (path.Count == 1)
            return @class.Properties.FirstOrDefault(property => property.IsWholeSection) is { } whole ? ValueBinder.Set(owner, whole, input, faults) : input.IsEmpty;
        var named = @class.Properties.FirstOrDefault(property =>
            property is { IsWholeSection: false, HoldsEntries: false } && SettingKey.Comparer.Equals(property.Key, path[1]));
        if (named is { EntryType: not null })
            return entries.Set(owner, named, input, nameAt: 2);
        if (named is not null)
            return path.Count == 2 && ValueBinder.Set(owner, named, input, faults);
        return @class.Properties.FirstOrDefault(property => property.HoldsEntries) is { } holder && entries.Set(owner, holder, input, nameAt: 1);
    }
}
