using Connectors.Cli.Faults;
using Connectors.Cli.Yaml;

namespace Connectors.Cli.Stacks;

/// <summary>A file of variables: YAML with a top <c>environment:</c>. Nothing is substituted in it.</summary>
internal static class EnvironmentFile
{
    /// <summary>Its variables; none after reporting why it cannot be read.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path, ICollection<Fault> faults)
    {
        var none = new Dictionary<string, string>();
        if (BoundedFile.Read(path, path, faults) is not { } text)
            return none;
        try
        {
            switch (YamlReader.Read(text))
            {
                case null or { IsNull: true }:
                    return none;
                case YamlMap map:
                    return new YamlFields(map, path, "", faults).TextMap("environment") ?? none;
                case var other:
                    faults.Add(Fault.At(path, other.Line, "an environment file is a mapping with 'environment'"));
                    return none;
            }
        }
        catch (YamlFaultException fault)
        {
            faults.Add(Fault.At(path, fault.Line, fault.Message));
            return none;
        }
    }
}
