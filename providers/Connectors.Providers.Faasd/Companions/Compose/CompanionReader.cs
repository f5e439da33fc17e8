using Connectors.Core.Functions;
using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Reads one service of a compose file.</summary>
internal sealed class CompanionReader(VariableReading variables, VolumeReading volumes)
{
    private static readonly string[] Read =
    [
        "image", "entrypoint", "command", "environment", "env_file", "user", "cap_add", "volumes", "ports", "depends_on", "restart", "deploy", "mem_limit", "cpus", "read_only",
    ];

    // What another engine does by these is done here anyway, or would change nothing.
    private static readonly string[] WithoutEffect =
    [
        "container_name", "hostname", "labels", "logging", "expose", "healthcheck", "stop_grace_period", "stop_signal", "networks", "pull_policy", "init", "tty", "stdin_open", "profiles",
    ];

    /// <summary>Null when it has no image, or is not to run.</summary>
    public Companion? ReadOne(ComposeFields service, string name)
    {
        if (DnsLabel.Fault("the name of a service", name) is { } fault)
            service.Fault("image", fault);
        foreach (var field in service.Names.Where(field => !Read.Contains(field) && !field.StartsWith("x-", StringComparison.Ordinal)))
            Other(service, field);
        var companion = new Companion
        {
            Name = name,
            Image = service.Text("image") ?? "",
            Command = [.. Words(service, "entrypoint"), .. Words(service, "command")],
            Variables = variables.Read(service),
            User = service.Text("user"),
            AddedCapabilities = [.. CapabilityReading.Read(service).Distinct()],
            Binds = [.. volumes.Read(service)],
            Ports = [.. PortReading.Read(service)],
            DependsOn = [.. DependsOn(service).Distinct()],
            Restart = RestartOf(service),
            Limits = LimitReading.Read(service),
            ReadOnlyRoot = service.Flag("read_only"),
        };
        if (companion.Image.Trim().Length > 0)
            return IsWanted(service) ? companion : null;
        service.Fault("image", "is missing; name the image to run");
        return null;
    }

    private static void Other(ComposeFields service, string field)
    {
        if (WithoutEffect.Contains(field))
            service.Remark(field, "has no effect here");
        else
            service.Fault(field, "is not understood here, and to run without it could mean something else; take it out");
    }

    // As a list, or as one text with the quotes of a shell.
    private static IReadOnlyList<string> Words(ComposeFields service, string field)
    {
        if (service[field] is not YamlScalarNode)
            return service.Texts(field);
        try
        {
            return ShellWords.Split(service.Text(field) ?? "");
        }
        catch (FormatException fault)
        {
            service.Fault(field, fault.Message);
            return [];
        }
    }

    private static IEnumerable<string> DependsOn(ComposeFields service)
    {
        if (service["depends_on"] is not YamlMappingNode)
            return service.Texts("depends_on");
        var map = service.Map("depends_on")!;
        foreach (var name in map.Names)
        {
            if (map[name] is YamlMappingNode && map.Map(name)!.Text("condition") is { } condition && condition != "service_started")
                map.Remark(name, $"the condition '{ForeignText.Shown(condition)}' has no effect here: it is waited until the other has started");
        }
        return map.Names;
    }

    private static CompanionRestart RestartOf(ComposeFields service)
    {
        var text = service.Text("restart");
        switch (text?.Split(':')[0])
        {
            case null or "always" or "unless-stopped":
                return CompanionRestart.Always;
            case "on-failure":
                return CompanionRestart.OnFailure;
            case "no":
                return CompanionRestart.Never;
            default:
                service.Fault("restart", $"'{ForeignText.Shown(text)}' is not known; there are always, unless-stopped, on-failure and \"no\"");
                return CompanionRestart.Always;
        }
    }

    private static bool IsWanted(ComposeFields service)
    {
        var deploy = service.Map("deploy");
        switch (deploy?.Text("replicas"))
        {
            case null or "1":
                return true;
            case "0":
                return false;
            case var other:
                deploy.Fault("replicas", $"'{ForeignText.Shown(other)}' is not possible: a companion runs once, or not at all (0)");
                return true;
        }
    }
}
