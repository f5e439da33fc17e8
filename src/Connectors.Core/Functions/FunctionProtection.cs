namespace Connectors.Core.Functions;

/// <summary>Who may call a function through the gateway, as its annotations say. Immutable.</summary>
/// <param name="Kind">What a caller must show.</param>
/// <param name="Secret">The secret of the function's namespace that holds the tokens; null unless <see cref="ProtectionKind.Token"/>.</param>
public sealed record FunctionProtection(ProtectionKind Kind, string? Secret)
{
    /// <summary>Everybody may.</summary>
    public static FunctionProtection None { get; } = new(ProtectionKind.None, null);

    /// <summary>Reads the annotations of a function.</summary>
    /// <param name="annotations">All of them.</param>
    /// <param name="function">The function's own name, from which the default secret's name comes.</param>
    /// <param name="fault">What is wrong, as one sentence; null when nothing is.</param>
    /// <returns>Null when they cannot be read: nobody may call such a function.</returns>
    public static FunctionProtection? Read(IReadOnlyDictionary<string, string>? annotations, string function, out string? fault)
    {
        var kind = KnownAnnotations.Value(annotations, KnownAnnotations.Auth) ?? "none";
        var secret = KnownAnnotations.Value(annotations, KnownAnnotations.AuthSecret);
        fault = kind switch
        {
            "token" when secret is not null && SecretName.Fault(secret) is { } bad => $"annotation {KnownAnnotations.AuthSecret}: {bad}",
            "token" => null,
            // Whoever names a secret believes that the function is protected by it.
            "none" or "basic" when secret is not null => $"annotation {KnownAnnotations.AuthSecret} is for {KnownAnnotations.Auth}: token only; leave it out, or write token",
            "none" or "basic" => null,
            _ => $"annotation {KnownAnnotations.Auth} '{ShownText.Of(kind)}' is none of none, basic and token",
        };
        return fault is not null ? null : kind switch
        {
            "token" => new FunctionProtection(ProtectionKind.Token, secret ?? $"{function}-token"),
            "basic" => new FunctionProtection(ProtectionKind.Basic, null),
            _ => None,
        };
    }
}

/// <summary>What a caller of a function must show.</summary>
public enum ProtectionKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The gateway's credentials.</summary>
    Basic,

    /// <summary>A token of the function's own.</summary>
    Token,
}
