using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;

namespace Connectors.Webhooks.Tokens;

/// <summary>Secrets that are presented as they are.</summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    /// <summary>What is told to whoever presents none of the secrets.</summary>
    public static string Wrong(string header) => $"the key in {header} is wrong or missing";

    /// <summary>The bearer of <c>Authorization</c>; null when there is none.</summary>
    public static string? Bearer(WebhookDelivery delivery) =>
        delivery.Header("Authorization") is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim()
            : null;

    /// <summary>Whether it is one of the secrets; each is compared, in constant time.</summary>
    public static bool IsOneOf(IReadOnlyList<WebhookSecret> secrets, string? presented)
    {
        if (string.IsNullOrEmpty(presented))
            return false;
        var known = false;
        foreach (var secret in secrets)
            known |= secret.IsPresentedAs(presented);
        return known;
    }
}
