using System.Net;
using Connectors.Cli.Commands;
using Connectors.Cli.Faults;
using Connectors.Cli.Settings;
using Connectors.Providers.Faasd.Companions;

namespace Connectors.Cli.Faasd;

/// <summary>Reads the compose file of <c>faasd up</c>: the one that is named, else faasd's own if it is there.</summary>
internal static class CompanionsReader
{
    private static readonly string[] Listens = ["gateway.listen", "gateway.metrics-listen", "gateway.h2c-listen"];

    /// <summary>Null when there is none.</summary>
    public static CompanionsFile? Read(HubRequest request, CommandSurroundings surroundings, LoadedSettings settings, List<Fault> faults, List<Fault> remarks)
    {
        if (!request.IsFaasd || Location(request, surroundings) is not { } path)
            return null;
        var file = CompanionsFile.Read(path, surroundings.Environment.GetValueOrDefault);
        faults.AddRange(file.Faults.Select(fault => new Fault(null, fault)));
        faults.AddRange(Clashes(file, settings));
        remarks.AddRange(file.Remarks.Select(remark => new Fault(null, remark)));
        return file;
    }

    private static string? Location(HubRequest request, CommandSurroundings surroundings) =>
        request.Compose is { } named ? Path.GetFullPath(named, surroundings.Folder) : File.Exists(CompanionsFile.DefaultPath) ? CompanionsFile.DefaultPath : null;

    private static IEnumerable<Fault> Clashes(CompanionsFile file, LoadedSettings settings)
    {
        foreach (var (name, port) in file.Ports)
        {
            foreach (var key in Listens)
            {
                if (IPEndPoint.TryParse(settings.Text(key) ?? "", out var listen) && listen.Port == port.Port && Overlap(listen.Address, port.Address))
                    yield return new Fault(file.Path, $"services.{name}.ports: port {port.Port} is the hub's own ({key}); choose another for one of them");
            }
        }
    }

    private static bool Overlap(IPAddress one, IPAddress other) => one.Equals(other) || IsEvery(one) || IsEvery(other);

    private static bool IsEvery(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
