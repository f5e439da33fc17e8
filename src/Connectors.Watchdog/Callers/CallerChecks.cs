namespace Connectors.Watchdog;

/// <summary>Which bearer tokens open a function: those that the gateway's issuer has signed for it. Immutable.</summary>
public sealed record CallerChecks
{
    /// <summary>The function's name, as tokens name it together with <see cref="Namespace"/>.</summary>
    public required string Function { get; init; }

    /// <summary>The function's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Where the issuer describes itself (<c>/.well-known/openid-configuration</c>).</summary>
    public Uri Authority { get; init; } = new("http://gateway.openfaas:8080/");

    /// <summary>Issuer, audience and keys are logged, never a token.</summary>
    public bool Debug { get; init; }
}
