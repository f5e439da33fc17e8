using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Signatures;

namespace Connectors.Webhooks.StandardWebhooks;

/// <summary>The symmetric signature of the Standard Webhooks specification: <c>v1,&lt;base64&gt;</c> of the hash of <c>id.time.body</c>.</summary>
internal static class StandardSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimeHeader = "webhook-timestamp";
    public const string Header = "webhook-signature";
    public const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    public static bool IsAuthentic(WebhookDelivery delivery, IReadOnlyList<WebhookSecret> secrets, [NotNullWhen(false)] out string? fault)
    {
        fault = SignatureFaults.Missing(Header);
        if (delivery.Header(Header) is not { } value)
            return false;
        fault = $"the header {IdHeader} must be there once, with 1 to {DeliveryId.MaxLength} characters";
        if (delivery.Header(IdHeader) is not { Length: <= DeliveryId.MaxLength } id)
            return false;
        fault = SignatureFaults.Malformed(TimeHeader, "<Unix seconds>");
        if (delivery.Header(TimeHeader) is not { } time || !SignedTime.TryRead(time, out var signedAt))
            return false;
        fault = SignatureFaults.Malformed(Header, "v1,<base64 of 32 bytes>, several of them one blank apart");
        if (Read(value) is not { Count: > 0 } signatures)
            return false;
        fault = SignatureFaults.Wrong(Header);
        if (!TimedSignature.IsMadeByOneOf(secrets, Key, Encoding.UTF8.GetBytes($"{id}.{time}."), delivery.Body.Span, signatures))
            return false;
        fault = SignedTime.Fault(signedAt, delivery);
        return fault is null;
    }

    /// <summary>Why a secret cannot be one; null when it can.</summary>
    public static string? FaultOf(WebhookSecret secret) =>
        secret.StartsWith(SecretPrefix) && Decoded(secret) is null ? $"a secret that begins with {SecretPrefix} must go on in base64" : null;

    /// <summary>The bytes after <c>whsec_</c>, decoded; otherwise the secret as it is written.</summary>
    private static ReadOnlySpan<byte> Key(WebhookSecret secret) => secret.StartsWith(SecretPrefix) && Decoded(secret) is { } key ? key : secret.Bytes;

    private static byte[]? Decoded(WebhookSecret secret)
    {
        var text = secret.Bytes[SecretPrefix.Length..];
        var key = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return System.Buffers.Text.Base64.DecodeFromUtf8(text, key, out _, out var length) == System.Buffers.OperationStatus.Done && length > 0
            ? key[..length]
            : null;
    }

    private static List<byte[]> Read(string value)
    {
        var signatures = new List<byte[]>();
        foreach (var range in value.AsSpan().Split(' '))
        {
            var part = value.AsSpan()[range];
            if (part.StartsWith(Version, StringComparison.Ordinal) && TimedSignature.FromBase64(part[Version.Length..]) is { } signature)
                signatures.Add(signature);
        }
        return signatures;
    }
}
