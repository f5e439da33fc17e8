using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>Reads an input as what a property takes.</summary>
internal static class ValueBinder
{
    /// <summary>Sets the property, or reports why not; a key with nothing after it leaves the default. Always true: the setting is known.</summary>
    public static bool Set(object owner, SettingProperty property, SettingInput input, ICollection<Fault> faults)
    {
        if (input.IsEmpty)
            return true;
        if (property.IsList)
        {
            var items = Items(input).Select(text => Read(property, input, text, faults)).ToList();
            if (items.All(item => item is not null))
                property.SetList(owner, [.. items.OfType<object>()]);
        }
        else if (One(property, input, faults) is { } value)
        {
            property.Set(owner, value);
        }
        return true;
    }

    /// <summary>The one value of an input; null after reporting why there is none.</summary>
    public static object? One(SettingProperty property, SettingInput input, ICollection<Fault> faults)
    {
        if (!input.IsList)
            return Read(property, input, input.Texts[0], faults);
        faults.Add(new Fault(input.Origin, $"{input.Key} takes one value, not a list; write for example {property.Kind!.Example}"));
        return null;
    }

    private static IEnumerable<string> Items(SettingInput input) =>
        input.IsList ? input.Texts : input.Texts[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static object? Read(SettingProperty property, SettingInput input, string text, ICollection<Fault> faults)
    {
        var kind = property.Kind!;
        if (kind.Read(kind.Name == "text" ? text : text.Trim()) is { } value)
            return value;
        faults.Add(new Fault(input.Origin, $"{input.Key}: {kind.Complaint(text)}"));
        return null;
    }
}
