using System.Net;
using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>What a compose file says.</summary>
/// <param name="Companions">In the order in which they are started; empty when there are faults.</param>
/// <param name="Faults">Everything that is wrong, a sentence each with the line; nothing of the file is used then.</param>
/// <param name="Remarks">What has no effect.</param>
internal sealed record ComposeReading(IReadOnlyList<Companion> Companions, IReadOnlyList<string> Faults, IReadOnlyList<string> Remarks);

/// <summary>Reads the compose file of a host of functions. Never throws for what it says.</summary>
/// <param name="path">The file's path, whose folder relative paths lead from.</param>
/// <param name="variable">What <c>${NAME}</c> stands for; null: not set.</param>
/// <param name="readFile">The text of another file; null when there is none.</param>
internal sealed class ComposeFile(string path, Func<string, string?> variable, Func<string, string?> readFile)
{
    // By these containers reach the machine itself.
    private static readonly string[] OfTheMachine = ["gateway", "faasd-provider", "localhost"];

    /// <summary>Whether there is something at a path of this machine, for volumes.</summary>
    public Func<string, bool> IsThere { get; init; } = _ => true;

    public ComposeReading Read(string text)
    {
        var faults = new ComposeFaults(Path.GetFileName(path));
        var top = ComposeDocument.Read(text, faults);
        var running = top is null ? [] : Wanted(Services(new ComposeFields(top, "", new Interpolation(variable), faults), faults));
        FindClashes(running);
        FindMissing(running);
        var circles = new List<string>();
        var order = StartOrder.Of([.. running.Select(one => one.Companion)], circles);
        foreach (var circle in circles)
            faults.Add(1, circle);
        return new ComposeReading(faults.Faults.Count > 0 ? [] : order, faults.Faults, faults.Remarks);
    }

    private List<Written> Services(ComposeFields top, ComposeFaults faults)
    {
        foreach (var field in top.Names.Where(field => field is not ("services" or "version" or "name") && !field.StartsWith("x-", StringComparison.Ordinal)))
            top.Remark(field, "has no effect here");
        if (top.Map("services") is not { } services)
        {
            if (top["services"] is null)
                faults.Add(1, "there are no services; write 'services:' and what is to run below it");
            return [];
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var reader = new CompanionReader(new VariableReading(folder, readFile, variable), new VolumeReading(folder));
        var read = new List<Written>();
        foreach (var name in services.Names)
        {
            if (services[name] is not YamlMappingNode)
                services.Fault(name, "must be a mapping with at least 'image'");
            else if (services.Map(name) is { } fields)
                read.Add(new Written(name, fields, reader.ReadOne(fields, name)));
        }
        return read;
    }

    // Who depends on one that does not run, by wish or because the hub does its work, starts without it.
    private static List<Running> Wanted(List<Written> written)
    {
        var all = written.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        var running = new List<Running>();
        foreach (var service in written)
        {
            if (service.Companion is not { } companion || IsReplaced(service.Fields, companion))
                continue;
            foreach (var missing in companion.DependsOn.Where(name => !all.Contains(name)))
                service.Fields.Fault("depends_on", $"there is no service '{ForeignText.Shown(missing)}'; name one that there is, or take it out");
            running.Add(new Running(service.Fields, companion));
        }
        var names = running.Select(one => one.Companion.Name).ToHashSet(StringComparer.Ordinal);
        return [.. running.Select(one => one with { Companion = one.Companion with { DependsOn = [.. one.Companion.DependsOn.Where(names.Contains)] } })];
    }

    private static bool IsReplaced(ComposeFields service, Companion companion)
    {
        if (ReplacedCompanions.Replacement(companion.Image) is not { } replacement)
            return false;
        service.Remark("image", $"is not started: {replacement}");
        return true;
    }

    private static void FindClashes(List<Running> running)
    {
        var taken = new List<(CompanionPort Port, string Name)>();
        foreach (var (service, companion) in running)
        {
            if (OfTheMachine.Contains(companion.Name))
                service.Fault("image", $"'{companion.Name}' is the name by which containers reach this machine; give the service another");
            foreach (var port in companion.Ports)
            {
                if (taken.FirstOrDefault(other => other.Port.HostPort == port.HostPort && Overlap(other.Port.HostAddress, port.HostAddress)) is { Name: { } other })
                    service.Fault("ports", $"port {port.HostPort} of this machine belongs to '{other}' already; choose another");
                taken.Add((port, companion.Name));
            }
        }
    }

    // Made here it would be a folder, and for nobody but root: what is wanted its user knows.
    private void FindMissing(List<Running> running)
    {
        foreach (var (service, companion) in running)
        {
            foreach (var source in companion.Binds.Select(bind => bind.Source).Where(source => !IsThere(source)))
                service.Fault("volumes", $"there is no '{ForeignText.Shown(source)}' on this machine; make the folder or the file first, writable for the user that the service runs as");
        }
    }

    private static bool Overlap(IPAddress one, IPAddress other) => one.Equals(other) || IsEvery(one) || IsEvery(other);

    private static bool IsEvery(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private sealed record Written(string Name, ComposeFields Fields, Companion? Companion);

    private sealed record Running(ComposeFields Fields, Companion Companion);
}
