namespace Connectors.Core.Functions;

/// <summary>A function namespace: the body of <c>/system/namespace</c> calls.</summary>
public sealed record FunctionNamespace
{
    /// <summary>A DNS label.</summary>
    public string Name { get; init; } = "";

    /// <summary>Labels; either map may mark the namespace as one for functions with <c>openfaas: "1"</c>.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
