namespace Connectors.Webhooks.Signatures;

/// <summary>Why a signature proves nothing, in sentences that help a sender who means well and nobody else.</summary>
internal static class SignatureFaults
{
    private const string WrongStart = "the signature in ";

    public static string Missing(string header) => $"the header {header} must be there once and carry the signature";

    public static string Malformed(string header, string shape) => $"the header {header} must read {shape}";

    /// <summary>Whether the fault is one that another body might not have had.</summary>
    public static bool IsOfBody(string fault) => fault.StartsWith(WrongStart, StringComparison.Ordinal);

    public static string Wrong(string header) =>
        $"{WrongStart}{header} is not that of the bytes that arrived; either the secret differs, or something on the way, such as a proxy, changed the body";
}
