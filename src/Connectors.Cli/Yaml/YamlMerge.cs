namespace Connectors.Cli.Yaml;

/// <summary>Merge keys: <c>&lt;&lt;: *defaults</c> takes over the entries of another mapping (or of several) that are not written here.</summary>
internal static class YamlMerge
{
    private const string MergeKey = "<<";

    /// <summary>The entries with merges applied.</summary>
    /// <exception cref="YamlFaultException">A key stands twice, or something other than mappings is merged.</exception>
    public static List<YamlEntry> Apply(List<YamlEntry> written)
    {
        var result = new List<YamlEntry>(written.Count);
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in written.Where(entry => entry.Key != MergeKey))
        {
            if (!lines.TryAdd(entry.Key, entry.Line))
                throw new YamlFaultException(entry.Line, $"key '{entry.Key}' stands twice, first on line {lines[entry.Key]}");
            result.Add(entry);
        }
        foreach (var merge in written.Where(entry => entry.Key == MergeKey))
            result.AddRange(Merged(merge).Where(entry => lines.TryAdd(entry.Key, entry.Line)));
        return result;
    }

    private static IEnumerable<YamlEntry> Merged(YamlEntry merge) => merge.Value switch
    {
        YamlMap map => map.Entries,
        YamlList list when list.Items.All(item => item is YamlMap) => list.Items.Cast<YamlMap>().SelectMany(map => map.Entries),
        _ => throw new YamlFaultException(merge.Line, "'<<' merges mappings only"),
    };
}
