namespace Connectors.Core.Functions;

/// <summary>What all replicas of a function use together, now.</summary>
public sealed record FunctionUsage
{
    /// <summary>Milli-CPU: 1000 is one core busy.</summary>
    public double Cpu { get; init; }

    /// <summary>Resident bytes.</summary>
    public double TotalMemoryBytes { get; init; }
}
