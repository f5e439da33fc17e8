using System.Collections.Frozen;
using Connectors.Core.Invocations;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.Deliveries;

/// <summary>Which headers of a delivery reach functions.</summary>
internal static class PassedHeaders
{
    // Credentials, what belongs to the connection, and what the hub itself says to functions: no pattern lets these through.
    private static readonly FrozenSet<string> Withheld = FrozenSet.ToFrozenSet(
        [
            "Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "X-Hub-Signature", "X-Hub-Signature-256",
            "X-Gitlab-Token", "Stripe-Signature", "X-Slack-Signature", "webhook-signature",
            "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Host", "Expect", "Content-Length", "Content-Type",
            "X-Topic", "X-Connector", "X-Call-Id", "X-Correlation-Id", "X-Start-Time", "X-Callback-Url", "X-Delay", "X-Not-Before",
            "X-Ordering-Key", "Idempotency-Key", "X-Retry", "X-Retry-Max", "X-Webhook-Source",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static void Select(IHeaderDictionary from, IReadOnlyList<string> patterns, string secretHeader, InvocationHeaders into)
    {
        foreach (var (name, values) in from)
        {
            if (!Matches(name, patterns) || Withheld.Contains(name) || string.Equals(name, secretHeader, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
                into.Add(name, value ?? "");
        }
    }

    private static bool Matches(string name, IReadOnlyList<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*')
                ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
                : string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
