using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Connectors.Cli.Yaml;

/// <summary>Reads the first document of a YAML text into values that know their lines, within <see cref="YamlBounds"/>.</summary>
internal sealed class YamlReader
{
    private readonly Parser parser;
    private readonly Dictionary<string, YamlValue> anchors = new(StringComparer.Ordinal);
    private long read;

    private YamlReader(string text) => parser = new Parser(new StringReader(text));

    /// <summary>The document; null when the text holds none.</summary>
    /// <exception cref="YamlFaultException">The text is not YAML, or goes beyond the bounds.</exception>
    public static YamlValue? Read(string text)
    {
        try
        {
            return new YamlReader(text).Document();
        }
        catch (YamlException fault)
        {
            // What is unclosed at the end is reported past the last line.
            throw new YamlFaultException(Math.Min(fault.Start.Line, 1 + text.TrimEnd('\n').AsSpan().Count('\n')), Sentence(fault));
        }
    }

    private static string Sentence(YamlException fault) => "not valid YAML: " + (fault.InnerException ?? fault).Message.TrimEnd('.');

    private YamlValue? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
            return null;
        return Value(0);
    }

    private YamlValue Value(int depth)
    {
        var line = parser.Current?.Start.Line ?? 0;
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Counted(Shallow(Anchored(alias), depth, line));
        if (depth > YamlBounds.MaxDepth)
            throw TooDeep(line);
        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var value = Fresh(depth);
        if (!anchor.IsEmpty)
            anchors[anchor.Value] = value;
        return value;
    }

    private YamlValue Fresh(int depth)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
            return Counted(new YamlScalar(scalar.Value, IsPlain(scalar), scalar.Start.Line));
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value(depth + 1));
            return new YamlList(items, sequence.Start.Line);
        }
        var mapping = parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
            entries.Add(Entry(depth));
        return new YamlMap(YamlMerge.Apply(entries), mapping.Start.Line);
    }

    private YamlEntry Entry(int depth)
    {
        var line = parser.Current?.Start.Line ?? 0;
        var key = Value(depth + 1) as YamlScalar ?? throw new YamlFaultException(line, "a key must be a plain word");
        return new YamlEntry(key.Text, key.Line, Value(depth + 1));
    }

    private static bool IsPlain(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;

    // An anchor counts only once its value is complete: a value cannot hold itself.
    private YamlValue Anchored(AnchorAlias alias) =>
        anchors.TryGetValue(alias.Value.Value, out var value)
            ? value
            : throw new YamlFaultException(alias.Start.Line, $"*{alias.Value.Value} refers to nothing: no &{alias.Value.Value} is complete before it");

    private static YamlValue Shallow(YamlValue value, int depth, long line) =>
        depth + value.Height > YamlBounds.MaxDepth ? throw TooDeep(line) : value;

    private static YamlFaultException TooDeep(long line) => new(line, $"nested deeper than {YamlBounds.MaxDepth} levels");

    private YamlValue Counted(YamlValue value)
    {
        read += value.Weight;
        if (read > YamlBounds.MaxValues)
            throw new YamlFaultException(value.Line, $"more than {YamlBounds.MaxValues} values, aliases written out");
        return value;
    }
}
