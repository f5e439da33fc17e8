using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Signatures;

namespace Connectors.Webhooks.Stripe;

/// <summary>The header <c>Stripe-Signature: t=…,v1=…[,v1=…]</c>; other schemes in it prove nothing.</summary>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";
    private const string Shape = "t=<Unix seconds>,v1=<64 hexadecimal digits>";

    public static bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        fault = SignatureFaults.Missing(Header);
        if (delivery.Header(Header) is not { } value)
            return false;
        fault = SignatureFaults.Malformed(Header, Shape);
        if (!TryRead(value, out var time, out var signatures) || !SignedTime.TryRead(time, out var signedAt))
            return false;
        fault = SignatureFaults.Wrong(Header);
        if (!TimedSignature.IsMadeByOneOf(
            delivery.Secrets, TimedSignature.AsWritten, Encoding.ASCII.GetBytes(time + "."), delivery.Body.Span, signatures))
            return false;
        fault = SignedTime.Fault(signedAt, delivery);
        return fault is null;
    }

    private static bool TryRead(string value, out string time, out List<byte[]> signatures)
    {
        time = "";
        signatures = [];
        foreach (var range in value.AsSpan().Split(','))
        {
            var part = value.AsSpan()[range].Trim();
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                if (time.Length > 0)
                    return false;
                time = part[2..].ToString();
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal) && TimedSignature.FromHex(part[3..]) is { } signature)
            {
                signatures.Add(signature);
            }
        }
        return time.Length > 0 && signatures.Count > 0;
    }
}
