namespace Connectors.Core.Functions;

/// <summary>The body of <c>DELETE /system/functions</c>.</summary>
public sealed record DeleteFunctionRequest
{
    /// <summary>The bare name.</summary>
    public string FunctionName { get; init; } = "";

    /// <summary>Newer clients name the namespace here, older ones in the query.</summary>
    public string? Namespace { get; init; }
}

/// <summary>The body of <c>POST /system/scale-function/{name}</c>.</summary>
public sealed record ScaleFunctionRequest
{
    /// <summary>The bare name.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Wanted replicas, 0 or more; not to be left out, since a misspelt key must not mean none.</summary>
    public long? Replicas { get; init; }

    /// <summary>May stand in the query instead.</summary>
    public string? Namespace { get; init; }
}

/// <summary>The body of the calls on <c>/system/secrets</c>; values are never returned.</summary>
public sealed record SecretContract
{
    /// <summary>A DNS-1123 subdomain.</summary>
    public string Name { get; init; } = "";

    /// <summary>The default namespace when absent.</summary>
    public string? Namespace { get; init; }

    /// <summary>The value as text.</summary>
    public string? Value { get; init; }

    /// <summary>The value as bytes (base64 in JSON); wins over <see cref="Value"/>.</summary>
    public byte[]? RawValue { get; init; }
}

/// <summary>The answer of <c>GET /system/info</c>; clients dereference every field.</summary>
public sealed record SystemInfo(ProviderInfoContract Provider, VersionContract Version, string Arch);

/// <summary>The provider's part of <see cref="SystemInfo"/>; <c>provider</c> is its name.</summary>
public sealed record ProviderInfoContract(string Provider, string Orchestration, VersionContract Version);

/// <summary>A release and the commit it was built from.</summary>
public sealed record VersionContract(string Release, string Sha);
