namespace Connectors.Cli.Yaml;

/// <summary>A value in a YAML document and the line it begins on (1-based).</summary>
internal abstract record YamlValue(long Line)
{
    /// <summary>How many values there are in it with every alias written out, itself included.</summary>
    public abstract long Weight { get; }

    /// <summary>How many levels of nesting there are in it, aliases written out; 0 for text.</summary>
    public abstract int Height { get; }

    /// <summary>True for <c>null</c>, <c>~</c> and nothing at all, unless quoted.</summary>
    public bool IsNull => this is YamlScalar { Plain: true, Text: "" or "~" or "null" or "Null" or "NULL" };
}

/// <summary>Text as written; <see cref="Plain"/> when unquoted, so that it may mean a number, a boolean or null.</summary>
internal sealed record YamlScalar(string Text, bool Plain, long Line) : YamlValue(Line)
{
    public override long Weight => 1;

    public override int Height => 0;
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(IReadOnlyList<YamlValue> Items, long Line) : YamlValue(Line)
{
    public override long Weight { get; } = 1 + Items.Sum(item => item.Weight);

    public override int Height { get; } = 1 + Items.Select(item => item.Height).DefaultIfEmpty().Max();
}

/// <summary>A mapping in written order, merge keys (<c>&lt;&lt;</c>) applied; no key stands twice.</summary>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, long Line) : YamlValue(Line)
{
    public override long Weight { get; } = 1 + Entries.Sum(entry => 1 + entry.Value.Weight);

    public override int Height { get; } = 1 + Entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max();

    /// <summary>The value under a key, exactly as spelled; null when there is none.</summary>
    public YamlValue? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(string Key, long Line, YamlValue Value);
