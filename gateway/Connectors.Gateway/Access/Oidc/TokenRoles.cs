using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Connectors.Gateway.Access.Oidc;

/// <summary>Reads from a token that has been found true what its holder may do.</summary>
internal static class TokenRoles
{
    public static AccessRole Of(JsonWebToken token, OidcSettings settings)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var values = Values(payload.RootElement, settings.RoleClaim).ToHashSet(StringComparer.Ordinal);
        return values.Overlaps(settings.Admin) ? AccessRole.Admin
            : values.Overlaps(settings.Deploy) ? AccessRole.Deploy
            : values.Overlaps(settings.Read) ? AccessRole.Read
            : AccessRole.None;
    }

    // A claim may have dots in its name, as those that are URLs do.
    private static string[] Values(JsonElement payload, string claim)
    {
        if (payload.TryGetProperty(claim, out var whole))
            return Texts(whole);
        foreach (var part in claim.Split('.'))
        {
            if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty(part, out payload))
                return [];
        }
        return Texts(payload);
    }

    private static string[] Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };
}
