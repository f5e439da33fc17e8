using System.Net;

namespace Connectors.Providers.Faasd.Names.Forwarding;

/// <summary>Who resolves names for this machine, as its <c>resolv.conf</c> says now. Thread-safe.</summary>
internal sealed class HostNameservers(string path, IPAddress ourselves, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private Reading? last;

    /// <summary>In their order; empty when there are none or the file cannot be read. Looked up anew every few seconds: networks change under a host.</summary>
    public IReadOnlyList<IPEndPoint> Current()
    {
        var known = Volatile.Read(ref last);
        if (known is not null && time.GetElapsedTime(known.Timestamp) < Fresh)
            return known.Servers;
        var read = new Reading(time.GetTimestamp(), Read());
        Volatile.Write(ref last, read);
        return read.Servers;
    }

    /// <summary>Those that a text names, without ourselves: whoever asks itself never gets an answer.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string text, IPAddress ourselves)
    {
        const int Most = 3; // as the system's own resolver
        var servers = new List<IPEndPoint>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out var address) && !address.Equals(ourselves) && servers.Count < Most)
                servers.Add(new IPEndPoint(address, 53));
        }
        return servers;
    }

    private IReadOnlyList<IPEndPoint> Read()
    {
        try
        {
            return Parse(File.ReadAllText(path), ourselves);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // A machine without the file has nobody to ask, which each answer then says.
            return [];
        }
    }

    private sealed record Reading(long Timestamp, IReadOnlyList<IPEndPoint> Servers);
}
