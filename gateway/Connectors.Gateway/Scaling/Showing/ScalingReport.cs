using System.Text.Json.Serialization;
using Connectors.Gateway.Scaling.Deciding;

namespace Connectors.Gateway.Scaling.Showing;

/// <summary>One function as <c>GET /system/scaling</c> shows it.</summary>
internal sealed record ScalingReport
{
    public required string Function { get; init; }

    public required string Namespace { get; init; }

    public required string Type { get; init; }

    /// <summary>Of all replicas together, as measured last.</summary>
    public double? Load { get; init; }

    /// <summary>Wanted of one replica.</summary>
    public required double Target { get; init; }

    public required double Proportion { get; init; }

    public required int Min { get; init; }

    public required int Max { get; init; }

    public required bool Zero { get; init; }

    public required int Replicas { get; init; }

    public required int Ready { get; init; }

    public ScalingDecision? Decision { get; init; }

    public DateTimeOffset? HeldUntil { get; init; }

    public string? Fault { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ScalingReport>))]
internal sealed partial class ScalingJson : JsonSerializerContext;
