using System.Globalization;
using System.Net;
using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Reads ports: <c>[address:]port:port</c>, or a mapping with <c>published</c>, <c>target</c> and <c>host_ip</c>.</summary>
internal static class PortReading
{
    private const string Field = "ports";

    public static IEnumerable<CompanionPort> Read(ComposeFields service)
    {
        foreach (var item in service.Items(Field))
        {
            if ((item is YamlMappingNode ? FromMap(service.Of(Field, item)) : FromText(service, item)) is { } port)
                yield return port;
        }
    }

    private static CompanionPort? FromText(ComposeFields service, YamlNode item)
    {
        if (service.Text(Field, item) is not { } written)
            return null;
        var slash = written.IndexOf('/');
        var text = slash < 0 ? written : written[..slash];
        var last = text.LastIndexOf(':');
        var before = last <= 0 ? -1 : text.LastIndexOf(':', last - 1);
        if (slash >= 0 && written[slash..] != "/tcp")
            return Refuse(service, written, "only TCP is led to companions; leave out the end, or write /tcp");
        if (last < 0)
            return Refuse(service, written, $"names no port of the machine; write {text}:{text}, or 127.0.0.1:{text}:{text} for this machine alone");
        return Make(service, written, before < 0 ? null : text[..before].Trim('[', ']'), text[(before + 1)..last], text[(last + 1)..]);
    }

    private static CompanionPort? FromMap(ComposeFields map)
    {
        if (map.Text("protocol") is { } protocol && protocol != "tcp")
            return Refuse(map, protocol, "only TCP is led to companions; leave out protocol");
        return Make(map, "", map.Text("host_ip"), map.Text("published") ?? "", map.Text("target") ?? "");
    }

    private static CompanionPort? Make(ComposeFields at, string written, string? address, string host, string container)
    {
        var shown = written.Length > 0 ? written : $"{host}:{container}";
        if (host.Contains('-') || container.Contains('-'))
            return Refuse(at, shown, "is a range; write each port by itself");
        if (!TryPort(host, out var hostPort) || !TryPort(container, out var containerPort))
            return Refuse(at, shown, "is not a pair of ports from 1 to 65535; write for example 127.0.0.1:9090:9090");
        var where = IPAddress.Any;
        if (address is { Length: > 0 } && !IPAddress.TryParse(address, out where))
            return Refuse(at, shown, $"'{ForeignText.Shown(address)}' is not an address of this machine; write for example 127.0.0.1");
        return new CompanionPort(where, hostPort, containerPort);
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    private static CompanionPort? Refuse(ComposeFields at, string written, string what)
    {
        at.Fault(Field, $"'{ForeignText.Shown(written)}' {what}");
        return null;
    }
}
