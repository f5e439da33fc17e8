using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Signatures;

namespace Connectors.Webhooks.Slack;

/// <summary>Slack's signing secret: <c>v0=</c> and the hash of <c>v0:time:body</c>, the time in a header of its own.</summary>
internal static class SlackSignature
{
    public const string Header = "X-Slack-Signature";
    public const string TimeHeader = "X-Slack-Request-Timestamp";
    private const string Version = "v0=";

    public static bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        fault = SignatureFaults.Missing(Header);
        if (delivery.Header(Header) is not { } value)
            return false;
        fault = SignatureFaults.Malformed(Header, "v0=<64 hexadecimal digits>");
        if (!value.StartsWith(Version, StringComparison.Ordinal) || TimedSignature.FromHex(value.AsSpan(Version.Length)) is not { } signature)
            return false;
        fault = SignatureFaults.Malformed(TimeHeader, "<Unix seconds>");
        if (delivery.Header(TimeHeader) is not { } time || !SignedTime.TryRead(time, out var signedAt))
            return false;
        fault = SignatureFaults.Wrong(Header);
        if (!TimedSignature.IsMadeByOneOf(
            delivery.Secrets, TimedSignature.AsWritten, Encoding.ASCII.GetBytes($"v0:{time}:"), delivery.Body.Span, [signature]))
            return false;
        fault = SignedTime.Fault(signedAt, delivery);
        return fault is null;
    }
}
