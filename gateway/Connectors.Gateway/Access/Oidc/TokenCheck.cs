using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Connectors.Gateway.Access.Oidc;

/// <summary>Tells who holds a bearer token of the issuer, and what they may do. Thread-safe.</summary>
internal sealed class TokenCheck(OidcSettings settings, IssuerKeys keys, TimeProvider time)
{
    private static readonly TimeSpan skew = TimeSpan.FromSeconds(30);

    // By a pair of keys alone: with a shared one, or none, anybody could sign by what the issuer publishes.
    private static readonly string[] algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>Who holds the token; otherwise why that is nobody.</summary>
    public async ValueTask<(Caller? Caller, Refusal? Refusal)> KnowAsync(string token, CancellationToken cancellationToken)
    {
        if (Read(token) is not { } read)
            return (null, Refusal.WrongToken);
        var key = string.IsNullOrEmpty(read.Kid) ? null : read.Kid;
        var published = await keys.GetAsync(key, cancellationToken);
        // Where the issuer cannot be asked, a key that is not known may be a new one of its.
        if (published is null || keys.Fault is not null && key is not null && published.SigningKeys.All(one => one.KeyId != key))
            return (null, Refusal.NoIssuer(keys.Fault ?? $"the issuer {settings.Issuer} has not been asked for its keys yet"));
        var result = await handler.ValidateTokenAsync(token, Demands(published, key));
        return result.IsValid && result.SecurityToken is JsonWebToken { Subject.Length: > 0 } valid
            ? (new Caller(valid.Subject, TokenRoles.Of(valid, settings), CallerKind.Token), null)
            : (null, Refusal.WrongToken);
    }

    private JsonWebToken? Read(string token)
    {
        try
        {
            return handler.CanReadToken(token) ? handler.ReadJsonWebToken(token) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private TokenValidationParameters Demands(OpenIdConnectConfiguration published, string? key) => new()
    {
        ValidIssuer = published.Issuer,
        ValidAudience = settings.Audience,
        IssuerSigningKeys = published.SigningKeys,
        TryAllIssuerSigningKeys = key is null,
        ValidAlgorithms = algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = IsNow,
    };

    private bool IsNow(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters demands)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + skew && (notBefore is not { } begin || now >= begin - skew);
    }
}
