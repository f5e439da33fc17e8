namespace Connectors.Webhooks.Signatures;

/// <summary>Why a signature proves nothing, in sentences that help a sender who means well and nobody else.</summary>
internal static class SignatureFaults
{
    public static string Missing(string header) => $"the header {header} must be there once and carry the signature";

    public static string Malformed(string header, string shape) => $"the header {header} must read {shape}";

    public static string Wrong(string header) =>
        $"the signature in {header} is not that of the bytes that arrived; either the secret differs, or something on the way, such as a proxy, changed the body";
}
