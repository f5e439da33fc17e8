using System.Text;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>Reads a block of headers as a server gives it back: <c>NATS/1.0</c>, then a line each.</summary>
internal static class HeaderBlock
{
    public static NatsHeaders Read(ReadOnlySpan<byte> block)
    {
        var headers = new NatsHeaders();
        foreach (var line in Encoding.UTF8.GetString(block).Split("\r\n").Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                headers.Add(line[..colon], headers.TryGetValue(line[..colon], out var before) ? Append(headers, line, colon, before) : line[(colon + 1)..].Trim());
        }
        return headers;
    }

    private static Microsoft.Extensions.Primitives.StringValues Append(NatsHeaders headers, string line, int colon, Microsoft.Extensions.Primitives.StringValues before)
    {
        headers.Remove(line[..colon]);
        return Microsoft.Extensions.Primitives.StringValues.Concat(before, line[(colon + 1)..].Trim());
    }
}
