using Connectors.Providers.Faasd.Specs;
using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Reads volumes, which are places of this machine: <c>source:target[:ro]</c>, or a mapping of the type <c>bind</c>.</summary>
/// <param name="folder">Where relative sources lead from.</param>
internal sealed class VolumeReading(string folder)
{
    private const string Field = "volumes";

    public IEnumerable<BindMount> Read(ComposeFields service)
    {
        foreach (var item in service.Items(Field))
        {
            if ((item is YamlMappingNode ? FromMap(service.Of(Field, item)) : FromText(service, item)) is { } bind)
                yield return bind;
        }
    }

    private BindMount? FromText(ComposeFields service, YamlNode item)
    {
        if (service.Text(Field, item) is not { } text)
            return null;
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3)
            return Refuse(service, text, "is not understood; write for example ./data:/data, or ./data:/data:ro");
        var options = parts.Length < 3 ? [] : parts[2].Split(',');
        // Labels of other systems, and how mounts spread: nothing of it applies here.
        if (options.FirstOrDefault(option => option is not ("ro" or "rw" or "z" or "Z" or "rbind" or "bind" or "rprivate" or "private")) is { } unknown)
            return Refuse(service, text, $"has the option '{ForeignText.Shown(unknown)}', which is not known; there are ro and rw");
        return Make(service, text, parts[0], parts[1], options.Contains("ro"));
    }

    private BindMount? FromMap(ComposeFields map)
    {
        if (map.Text("type") is not "bind" and var type)
            return Refuse(map, type ?? "", "is not a type of volume here; use type: bind with a path of this machine as source");
        return Make(map, map.Text("source") ?? "", map.Text("source") ?? "", map.Text("target") ?? "", map.Flag("read_only"));
    }

    private BindMount? Make(ComposeFields at, string written, string source, string target, bool isReadOnly)
    {
        if (source.Length == 0 || source.Contains('\0') || source[0] is not ('.' or '/'))
            return Refuse(at, written, $"does not begin with a path of this machine, and there are no named volumes; write ./{ForeignText.Shown(source)} for a folder beside the file");
        if (!target.StartsWith('/') || target.Contains('\0') || target.Split('/').Contains("..") || target.TrimEnd('/').Length == 0)
            return Refuse(at, written, "must lead to an absolute path of the container below its root");
        return new BindMount(Path.GetFullPath(source, folder), target, isReadOnly);
    }

    private static BindMount? Refuse(ComposeFields at, string written, string what)
    {
        at.Fault(Field, $"'{ForeignText.Shown(written)}' {what}");
        return null;
    }
}
