using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>The fields of a mapping as the types they must have, variables put in; what has another type is a fault with its line.</summary>
/// <param name="map">The mapping.</param>
/// <param name="at">How it is called, e.g. <c>services.nats</c>.</param>
/// <param name="interpolation">Puts variables in.</param>
/// <param name="faults">Where to report.</param>
internal sealed class ComposeFields(YamlMappingNode map, string at, Interpolation interpolation, ComposeFaults faults)
{
    private const string MergeKey = "<<";
    private const int DeepestMerge = 8;

    private readonly IReadOnlyDictionary<string, YamlNode> fields = Merged(map, 0);

    public string At => at;

    public long Line => map.Start.Line;

    public IEnumerable<string> Names => fields.Keys;

    public YamlNode? this[string field] => fields.TryGetValue(field, out var node) && !IsNull(node) ? node : null;

    public void Fault(string field, string what) => faults.Add(LineOf(field), $"{PathOf(field)}: {what}");

    public void Remark(string field, string what) => faults.Remark(LineOf(field), $"{PathOf(field)}: {what}");

    public string? Text(string field) => this[field] is { } node ? Text(field, node) : null;

    /// <summary>The text of a node below a field; null and a fault when it is none.</summary>
    public string? Text(string field, YamlNode node)
    {
        if (node is not YamlScalarNode scalar)
        {
            Fault(field, "must be a single text");
            return null;
        }
        try
        {
            return interpolation.Apply(scalar.Value ?? "", remark => Remark(field, remark));
        }
        catch (FormatException fault)
        {
            Fault(field, $"'{ForeignText.Shown(scalar.Value ?? "")}': {fault.Message}");
            return null;
        }
    }

    public bool Flag(string field)
    {
        if (Text(field) is not { } text)
            return false;
        if (text is "true" or "false")
            return text == "true";
        Fault(field, $"must be true or false, not '{ForeignText.Shown(text)}'");
        return false;
    }

    /// <summary>The items of a list; empty when there is none.</summary>
    public IReadOnlyList<YamlNode> Items(string field)
    {
        switch (this[field])
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return [.. list.Children];
            default:
                Fault(field, "must be a list");
                return [];
        }
    }

    public IReadOnlyList<string> Texts(string field) => [.. Items(field).Select(item => Text(field, item)).OfType<string>()];

    /// <summary>A mapping below a field; null when there is none.</summary>
    public ComposeFields? Map(string field)
    {
        if (this[field] is not { } node)
            return null;
        if (node is YamlMappingNode)
            return Of(field, node);
        Fault(field, "must be a mapping");
        return null;
    }

    /// <summary>A node below a field as a mapping.</summary>
    public ComposeFields Of(string field, YamlNode node) => new((YamlMappingNode)node, PathOf(field), interpolation, faults);

    /// <summary>A field that is a list of <c>NAME=value</c> or a mapping; a name without a value has null.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Pairs(string field)
    {
        switch (this[field])
        {
            case YamlMappingNode:
                var below = Map(field)!;
                foreach (var name in below.Names)
                    yield return new(name, below[name] is null ? null : below.Text(name));
                break;
            case YamlSequenceNode:
                foreach (var text in Texts(field))
                {
                    var equals = text.IndexOf('=');
                    yield return equals < 0 ? new(text, null) : new(text[..equals], text[(equals + 1)..]);
                }
                break;
            case not null:
                Fault(field, "must be a list of NAME=value, or a mapping");
                break;
        }
    }

    private string PathOf(string field) => at.Length == 0 ? field : $"{at}.{field}";

    private long LineOf(string field) => fields.TryGetValue(field, out var node) ? node.Start.Line : Line;

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static Dictionary<string, YamlNode> Merged(YamlMappingNode map, int depth)
    {
        var all = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && name != MergeKey)
                all[name] = value;
        }
        if (depth < DeepestMerge && map.Children.TryGetValue(new YamlScalarNode(MergeKey), out var others))
        {
            foreach (var other in (others as YamlSequenceNode)?.Children.AsEnumerable() ?? [others])
            {
                foreach (var (name, value) in other is YamlMappingNode merged ? Merged(merged, depth + 1) : [])
                    all.TryAdd(name, value);
            }
        }
        return all;
    }
}
