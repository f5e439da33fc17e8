using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Connectors.Watchdog.Callers;

/// <summary>Tells whether a bearer token opens the function. Thread-safe.</summary>
internal sealed class TokenCheck(CallerChecks checks, IssuerKeys keys, TimeProvider time)
{
    private static readonly TimeSpan skew = TimeSpan.FromSeconds(1);

    // By a pair of keys alone: with a shared one, or none, anybody could sign by what the issuer publishes.
    private static readonly string[] algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public async ValueTask<Verdict> JudgeAsync(string token, CancellationToken cancellationToken)
    {
        if (Read(token) is not { } read)
            return Verdict.Unknown("the bearer token is no JWT");
        if (string.IsNullOrEmpty(read.Kid))
            return Verdict.Unknown("the token names no key (kid) of the issuer");
        var issuer = await keys.GetAsync(read.Kid, cancellationToken);
        if (issuer?.Find(read.Kid) is not { } key)
            return keys.Fault is { } fault ? Verdict.Undecided(fault) : Verdict.Unknown("the token is signed by a key that the issuer does not publish");
        var result = await handler.ValidateTokenAsync(token, Demands(issuer, key));
        if (!result.IsValid)
            return Verdict.Unknown($"the token is not valid: {Reason(result.Exception)}");
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(read.EncodedPayload));
        return FunctionPermissions.Allow(payload.RootElement, $"{checks.Namespace}:{checks.Function}")
            ? Verdict.Admitted
            : Verdict.Forbidden("insufficient permissions");
    }

    private JsonWebToken? Read(string token)
    {
        try
        {
            return handler.CanReadToken(token) ? handler.ReadJsonWebToken(token) : null;
        }
        catch (ArgumentException)
        {
            // Not a token; the answer says so.
            return null;
        }
    }

    // The library's own messages name types and hide values.
    private static string Reason(Exception fault) => fault switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => "it has expired, is not valid yet, or does not say until when it is",
        SecurityTokenInvalidAudienceException => "it is meant for somebody else (aud)",
        SecurityTokenInvalidIssuerException => "it is of another issuer (iss)",
        SecurityTokenInvalidAlgorithmException => "its algorithm is not taken (alg)",
        _ => "its signature does not match",
    };

    private TokenValidationParameters Demands(Issuer issuer, SecurityKey key) => new()
    {
        ValidIssuer = issuer.Name,
        ValidAudience = issuer.Name,
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
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
