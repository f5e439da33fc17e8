using Connectors.Core.Settings;

namespace Connectors.Gateway.Access.Oidc;

/// <summary>Whose tokens open the REST API beside the gateway's own credentials, section <c>oidc</c>.</summary>
public sealed class OidcSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "oidc";

    /// <summary>The issuer; empty: no tokens are taken.</summary>
    [Setting("Issuer of bearer tokens (OpenID Connect) that open /system beside the gateway's credentials, exactly as its tokens name it; its keys are found by <issuer>/.well-known/openid-configuration. Empty: none are taken.")]
    public string Issuer { get; set; } = "";

    /// <summary>For whom tokens must be.</summary>
    [Setting("The audience that tokens must be meant for.")]
    public string Audience { get; set; } = "";

    /// <summary>Where a token says what its holder may do.</summary>
    [Setting("The claim that names roles: a list, or one text with blanks between them. Dots lead into objects: realm_access.roles.")]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Who may look.</summary>
    [Setting("Values of the claim that mean the role read.")]
    public IReadOnlyList<string> Read { get; set; } = ["read"];

    /// <summary>Who may deploy.</summary>
    [Setting("Values of the claim that mean the role deploy, which includes read.")]
    public IReadOnlyList<string> Deploy { get; set; } = ["deploy"];

    /// <summary>Who may do everything.</summary>
    [Setting("Values of the claim that mean the role admin, which includes deploy.")]
    public IReadOnlyList<string> Admin { get; set; } = ["admin"];

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Issuer.Length == 0)
        {
            if (Audience.Length > 0)
                yield return "oidc.audience is set and oidc.issuer is not; name the issuer, or leave both out";
            yield break;
        }
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme != Uri.UriSchemeHttps && !(issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback) || issuer.UserInfo.Length > 0)
            yield return "oidc.issuer is not an https URL without user and password (http is taken on loopback alone, for trying out); write for example https://login.example/realms/main";
        if (Audience.Length == 0)
            yield return "oidc.audience is missing: without it a token that was meant for another service would open this one; write for example connectors";
        if (RoleClaim.Length == 0)
            yield return "oidc.role-claim is empty; write for example roles";
    }
}
