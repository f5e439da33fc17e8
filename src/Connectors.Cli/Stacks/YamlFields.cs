using Connectors.Cli.Faults;
using Connectors.Cli.Yaml;

namespace Connectors.Cli.Stacks;

/// <summary>Reads the fields of a mapping as the types they must have; what is null or absent is absent, what is of another type is reported with its line.</summary>
/// <param name="value">The mapping.</param>
/// <param name="file">The file, for reports.</param>
/// <param name="at">How the mapping is called, e.g. <c>functions.shout</c>; empty at the top.</param>
/// <param name="faults">Where to report.</param>
internal sealed class YamlFields(YamlMap value, string file, string at, ICollection<Fault> faults)
{
    public YamlMap Value => value;

    /// <summary>Reports something about a field, at its line if it is there.</summary>
    public void Fault(string field, string what, string? asIfAt = null) => Report(value[field]?.Line ?? value.Line, asIfAt ?? Path(field), what);

    public bool Has(string field) => Present(field) is not null;

    public string? Text(string field) => Present(field) switch
    {
        null => null,
        YamlScalar scalar => scalar.Text,
        var other => Wrong<string>(other, Path(field), "a single text"),
    };

    /// <summary>True and false as YAML 1.1 knows them, unquoted.</summary>
    public bool Flag(string field) => Present(field) switch
    {
        null => false,
        YamlScalar { Plain: true, Text: "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" } => true,
        YamlScalar { Plain: true, Text: "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" } => false,
        var other => Wrong<bool>(other, Path(field), "true or false"),
    };

    public YamlFields? Map(string field) => Present(field) switch
    {
        null => null,
        YamlMap map => new YamlFields(map, file, Path(field), faults),
        var other => Wrong<YamlFields>(other, Path(field), "a mapping"),
    };

    public IReadOnlyList<string>? Texts(string field)
    {
        if (Present(field) is not { } present)
            return null;
        if (present is not YamlList list)
            return Wrong<IReadOnlyList<string>>(present, Path(field), "a list of texts");
        return [.. list.Items.Select((item, i) => item is YamlScalar scalar ? scalar.Text : Wrong<string>(item, $"{Path(field)}[{i}]", "a single text")).OfType<string>()];
    }

    /// <summary>A mapping of names to texts; a name with nothing after it has the empty text.</summary>
    public IReadOnlyDictionary<string, string>? TextMap(string field)
    {
        if (Map(field) is not { } map)
            return null;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.Value.Entries)
        {
            if (entry.Value.IsNull)
                texts[entry.Key] = "";
            else if (map.Text(entry.Key) is { } text)
                texts[entry.Key] = text;
        }
        return texts;
    }

    private string Path(string field) => at.Length == 0 ? field : $"{at}.{field}";

    private YamlValue? Present(string field) => value[field] is { IsNull: false } present ? present : null;

    private T? Wrong<T>(YamlValue actual, string path, string expected)
    {
        var found = actual switch
        {
            YamlMap => "a mapping",
            YamlList => "a list",
            _ => $"'{((YamlScalar)actual).Text}'",
        };
        Report(actual.Line, path, $"must be {expected}, not {found}");
        return default;
    }

    private void Report(long line, string path, string what) => faults.Add(Faults.Fault.At(file, line, $"{path}: {what}"));
}
