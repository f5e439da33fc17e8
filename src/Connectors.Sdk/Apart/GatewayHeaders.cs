using System.Collections.Frozen;
using Connectors.Core.Invocations;
using Connectors.Sdk.Dispatch;

namespace Connectors.Sdk.Apart;

/// <summary>Headers between the hub's words and an HTTP client's.</summary>
internal static class GatewayHeaders
{
    /// <summary>Marks what is the gateway's own and not a function's.</summary>
    public const string Internal = "X-OpenFaaS-Internal";

    private static readonly FrozenSet<string> HopByHop = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A gateway's own words on a function's answer; in its process the invoker's replies bear none of them.
    private static readonly FrozenSet<string> OfGateway = new[] { "X-Call-Id", "X-Start-Time", "X-Served-By" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for headers that name the message's frame, which is made anew for each connection.</summary>
    public static bool IsFraming(string name) =>
        HopByHop.Contains(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expect", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends them as they are, what no header can carry percent-encoded; those of content go with the content.</summary>
    public static void Copy(InvocationHeaders headers, HttpRequestMessage message)
    {
        foreach (var (name, value) in headers)
        {
            var carried = value.All(IsCarried) ? value : HeaderText.Value(value);
            if (!message.Headers.TryAddWithoutValidation(name, carried))
                message.Content?.Headers.TryAddWithoutValidation(name, carried);
        }
    }

    /// <summary>The headers of a function's answer, a value each, without those of the connection and of the gateway.</summary>
    public static InvocationHeaders OfFunction(HttpResponseMessage answer)
    {
        var headers = new InvocationHeaders();
        foreach (var source in new[] { answer.Headers.NonValidated, answer.Content.Headers.NonValidated })
        {
            foreach (var (name, values) in source)
            {
                if (HopByHop.Contains(name) || OfGateway.Contains(name))
                    continue;
                foreach (var value in values)
                    headers.Add(name, value);
            }
        }
        return headers;
    }

    /// <summary>The first value of a header of an answer; null when absent.</summary>
    public static string? First(HttpResponseMessage answer, string header) =>
        answer.Headers.NonValidated.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;

    private static bool IsCarried(char letter) => letter == '\t' || (letter is >= ' ' and <= '\u00ff' && !char.IsControl(letter));
}
