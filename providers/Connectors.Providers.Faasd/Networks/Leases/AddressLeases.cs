using System.Net;

namespace Connectors.Providers.Faasd.Networks.Leases;

/// <summary>Which addresses the plugin <c>host-local</c> has given away: a file an address, whose first line is who has it.</summary>
internal sealed class AddressLeases(NetworkOptions options)
{
    private const int LongestFile = 4096;

    private string Folder => Path.Combine(options.LeaseDirectory, options.Name);

    /// <summary>All of them, with the names by which plugins know who has them.</summary>
    public IReadOnlyList<(IPAddress Address, string Container)> Read()
    {
        if (!Directory.Exists(Folder))
            return [];
        var leases = new List<(IPAddress, string)>();
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            // Beside leases there are a lock and the address given last.
            if (IPAddress.TryParse(Path.GetFileName(path), out var address) && Holder(path) is { Length: > 0 } container)
                leases.Add((address, container));
        }
        return leases;
    }

    /// <summary>Null when it has none.</summary>
    public IPAddress? Of(string container) => Read().FirstOrDefault(lease => lease.Container == container).Address;

    private static string? Holder(string path)
    {
        try
        {
            using var file = new StreamReader(path);
            var buffer = new char[LongestFile];
            var length = file.ReadBlock(buffer);
            return new string(buffer, 0, length).Split('\n')[0].Trim();
        }
        catch (FileNotFoundException)
        {
            // Given back in this moment.
            return null;
        }
    }
}
