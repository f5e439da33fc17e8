namespace Connectors.Core.Functions;

/// <summary>Memory and CPU of one replica, kept verbatim as the client wrote them (<see cref="Units.Quantity"/> syntax).</summary>
public sealed record FunctionResources
{
    /// <summary>E.g. <c>128Mi</c>; absent when the client set none.</summary>
    public string? Memory { get; init; }

    /// <summary>E.g. <c>500m</c>; absent when the client set none.</summary>
    public string? Cpu { get; init; }
}
