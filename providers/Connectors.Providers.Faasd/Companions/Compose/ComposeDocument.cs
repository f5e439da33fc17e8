using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>The YAML of a compose file, within bounds that what a person writes stays far below.</summary>
internal static class ComposeDocument
{
    private const int LongestText = 1 << 20;
    private const int DeepestNesting = 32;
    private const int MostEvents = 50_000;

    /// <summary>The mapping at the top; null and a fault when there is none.</summary>
    public static YamlMappingNode? Read(string text, ComposeFaults faults)
    {
        if (text.Length > LongestText)
        {
            faults.Add(1, "the file is longer than 1 MiB; a compose file of companions is much shorter");
            return null;
        }
        try
        {
            if (!IsWithinBounds(text, faults))
                return null;
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode map)
                return map;
            faults.Add(1, "a compose file is a mapping with 'services'");
        }
        catch (YamlException fault)
        {
            faults.Add(fault.Start.Line, "not valid YAML: " + (fault.InnerException ?? fault).Message.TrimEnd('.'));
        }
        return null;
    }

    // Before it is loaded, which goes as deep as the text does.
    private static bool IsWithinBounds(string text, ComposeFaults faults)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        for (var events = 0; parser.MoveNext(); events++)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth <= DeepestNesting && events <= MostEvents)
                continue;
            faults.Add(parser.Current.Start.Line, "nested deeper, or longer, than any compose file; is it one?");
            return false;
        }
        return true;
    }
}
