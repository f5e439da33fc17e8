using System.Text.Json.Serialization;

namespace Connectors.Gateway.Scaling.Alerts;

/// <summary>What an AlertManager posts, as far as it is read.</summary>
internal sealed record AlertNotice
{
    public IReadOnlyList<Alert?>? Alerts { get; init; }
}

/// <summary>One alert; its own status counts, not the notice's.</summary>
internal sealed record Alert
{
    public string? Status { get; init; }

    public AlertLabels? Labels { get; init; }
}

/// <summary>Whom it is about.</summary>
internal sealed record AlertLabels
{
    [JsonPropertyName("function_name")]
    public string? FunctionName { get; init; }
}

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertNotice))]
internal sealed partial class AlertJson : JsonSerializerContext;
