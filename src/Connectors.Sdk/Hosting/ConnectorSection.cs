namespace Connectors.Sdk.Hosting;

/// <summary>
/// The settings of a module's connector: the section of its name, from file and environment alike, as text. Keys match ignoring case,
/// <c>-</c> and <c>_</c>; one below another is written <c>tls.ca-file</c>. A key that is given and never asked for is told to the user as
/// unknown, so a module asks for all it knows while it registers. Not thread-safe.
/// </summary>
public sealed class ConnectorSection
{
    private readonly Dictionary<string, (string Key, IReadOnlyList<string> Texts)> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> asked = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];
    private readonly Func<string, string> resolvePath;

    /// <summary>A section as a host has read it.</summary>
    /// <param name="name">The connector's.</param>
    /// <param name="entries">Keys without the section's name; a list has several texts, a key with nothing after it none.</param>
    /// <param name="resolvePath">Makes a path absolute; null: from the current directory.</param>
    public ConnectorSection(string name, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> entries, Func<string, string>? resolvePath = null)
    {
        (Name, this.resolvePath) = (name, resolvePath ?? Path.GetFullPath);
        foreach (var (key, texts) in entries)
            this.entries[Normal(key)] = (key, texts);
    }

    /// <summary>The connector's.</summary>
    public string Name { get; }

    /// <summary>All keys that are given, as they are spelled.</summary>
    public IEnumerable<string> Keys => entries.Values.Select(entry => entry.Key);

    /// <summary>What has been reported so far, each sentence beginning with the setting's full key.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>A value; null when it is not given. A list is joined by commas.</summary>
    public string? Text(string key) => Asked(key) is { Count: > 0 } texts ? string.Join(',', texts) : null;

    /// <summary>The items of a list, also of one that is written with commas; empty when it is not given.</summary>
    public IReadOnlyList<string> List(string key) => Asked(key) switch
    {
        [var single] => single.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        { } texts => texts,
        null => [],
    };

    /// <summary>A value without which the connector cannot run; where it is not given, a fault is reported and the answer is empty.</summary>
    /// <param name="key">Without the section's name.</param>
    /// <param name="example">What it might be, for the fault's remedy.</param>
    public string Required(string key, string example)
    {
        if (Text(key) is { Length: > 0 } text)
            return text;
        Fault(key, $"is not given; write for example {example}");
        return "";
    }

    /// <summary>An absolute path from one written in a setting: relative ones lead from the settings file's folder, else from the data directory.</summary>
    public string ResolvePath(string path) => resolvePath(path);

    /// <summary>Reports what is wrong with a setting. All faults of all connectors are told together, and the hub does not start (exit code 2).</summary>
    /// <param name="key">Without the section's name.</param>
    /// <param name="what">The rest of a sentence that begins with the key, ending with the remedy: "is not a port; write for example 1883".</param>
    public void Fault(string key, string what) => faults.Add($"{Name}.{key} {what}");

    /// <summary>Reports the keys that nobody has asked for.</summary>
    internal void FaultUnknown()
    {
        var known = asked.Count == 0 ? "it has no settings" : $"there are: {string.Join(", ", asked.Values.Order(StringComparer.Ordinal))}";
        foreach (var (_, entry) in entries.Where(entry => !asked.ContainsKey(entry.Key)))
            Fault(entry.Key, $"is no setting of the connector {Name}; {known}");
    }

    private static string Normal(string key) => key.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private IReadOnlyList<string>? Asked(string key)
    {
        asked.TryAdd(Normal(key), $"{Name}.{key}");
        return entries.TryGetValue(Normal(key), out var entry) ? entry.Texts : null;
    }
}
