using Connectors.Cli.Faults;
using Connectors.Cli.Yaml;

namespace Connectors.Cli.Settings;

/// <summary>Settings from a YAML file: sections at the top, their keys below.</summary>
internal static class YamlSettings
{
    public static IEnumerable<SettingInput> Read(string file, ICollection<Fault> faults)
    {
        var inputs = new List<SettingInput>();
        if (BoundedFile.Read(file, file, faults) is not { } text)
            return inputs;
        try
        {
            var document = YamlReader.Read(text);
            if (document is YamlMap map)
                Flatten(map, [], file, inputs, faults);
            else if (document is { IsNull: false })
                faults.Add(Fault.At(file, document.Line, "a settings file is a mapping of sections, for example 'gateway: { listen: 127.0.0.1:8080 }'"));
        }
        catch (YamlFaultException fault)
        {
            faults.Add(Fault.At(file, fault.Line, fault.Message));
        }
        return inputs;
    }

    private static void Flatten(YamlMap map, IReadOnlyList<string> above, string file, List<SettingInput> inputs, ICollection<Fault> faults)
    {
        foreach (var entry in map.Entries)
        {
            IReadOnlyList<string> path = [.. above, entry.Key];
            var origin = $"{file}:{entry.Line}";
            switch (entry.Value)
            {
                case { IsNull: true } or YamlMap { Entries.Count: 0 }:
                    inputs.Add(new SettingInput(path, origin, []));
                    break;
                case YamlScalar scalar:
                    inputs.Add(new SettingInput(path, origin, [scalar.Text]));
                    break;
                case YamlMap below:
                    Flatten(below, path, file, inputs, faults);
                    break;
                case YamlList list when list.Items.All(item => item is YamlScalar):
                    inputs.Add(new SettingInput(path, origin, [.. list.Items.Cast<YamlScalar>().Select(item => item.Text)], IsList: true));
                    break;
                default:
                    faults.Add(new Fault(origin, $"{string.Join('.', path)} is a list of something other than words and numbers"));
                    break;
            }
        }
    }
}
