namespace Connectors.Core.Functions;

/// <summary>The answer of <c>GET /system/changes</c>: another text after every change of functions, replicas or readiness, also after a restart.</summary>
public sealed record ProviderVersion(string Version);

/// <summary>One function in the answer of <c>GET /system/endpoints</c>: where its ready replicas answer.</summary>
public sealed record FunctionEndpointsContract
{
    /// <summary>The bare name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>How many replicas are wanted.</summary>
    public int Wanted { get; init; }

    /// <summary>Base addresses of the ready ones.</summary>
    public IReadOnlyList<Uri> Ready { get; init; } = [];

    /// <summary>Why none is ready; absent when some are.</summary>
    public string? NotReadyReason { get; init; }
}
