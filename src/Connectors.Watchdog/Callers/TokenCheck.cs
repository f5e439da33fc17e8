namespace Connectors.Watchdog.Callers;

/// <summary>Tells whether a bearer token opens the function. Thread-safe.</summary>
internal sealed class TokenCheck(CallerChecks checks, IssuerKeys keys, TimeProvider time)
{
    private static readonly TimeSpan skew = TimeSpan.FromSeconds(1);

    public async ValueTask<Verdict> JudgeAsync(string text, CancellationToken cancellationToken)
    {
        using var token = BearerToken.Read(text);
        if (token is null)
            return Verdict.Unknown("the bearer token is no JWT");
        if (token.KeyId is not { Length: > 0 } id)
            return Verdict.Unknown("the token names no key (kid) of the issuer");
        var issuer = await keys.GetAsync(id, cancellationToken);
        if (issuer?.Find(id) is not { } key)
            return keys.Fault is { } fault ? Verdict.Undecided(fault) : Verdict.Unknown("the token is signed by a key that the issuer does not publish");
        if (!token.IsSignedBy(key))
            return Verdict.Unknown("the token's signature does not match, or its algorithm is not one of the key's");
        if (Fault(token, issuer) is { } reason)
            return Verdict.Unknown(reason);
        return FunctionPermissions.Allow(token.Claims, $"{checks.Namespace}:{checks.Function}")
            ? Verdict.Admitted
            : Verdict.Forbidden("insufficient permissions");
    }

    private string? Fault(BearerToken token, Issuer issuer)
    {
        var now = time.GetUtcNow();
        if (token.Text("iss") != issuer.Name)
            return "the token is of another issuer (iss)";
        if (!token.Has("aud", issuer.Name))
            return "the token is meant for somebody else (aud)";
        if (token.Time("exp") is not { } end)
            return "the token does not say until when it is valid (exp)";
        if (now >= end + skew)
            return "the token has expired (exp)";
        return token.Claims.TryGetProperty("nbf", out _) && !(token.Time("nbf") is { } begin && now >= begin - skew) ? "the token is not valid yet (nbf)" : null;
    }
}
