using System.Text.Json.Serialization;

namespace Connectors.Providers.FaasNetes.Operating.Resources;

/// <summary>What the operator tells of a <see cref="FunctionResource"/>.</summary>
internal sealed record FunctionResourceStatus
{
    /// <summary>Ready, Healthy, Reconciling and Stalled, in this order.</summary>
    [JsonPropertyName("conditions")]
    public IReadOnlyList<FunctionCondition> Conditions { get; init; } = [];

    /// <summary>The generation of the resource that the rest is about.</summary>
    [JsonPropertyName("observedGeneration")]
    public long ObservedGeneration { get; init; }

    /// <summary>How many are wanted.</summary>
    [JsonPropertyName("replicas")]
    public int Replicas { get; init; }

    /// <summary>How many answer.</summary>
    [JsonPropertyName("availableReplicas")]
    public int AvailableReplicas { get; init; }

    /// <summary>How many of those that are wanted do not.</summary>
    [JsonPropertyName("unavailableReplicas")]
    public int UnavailableReplicas { get; init; }

    /// <summary>The profiles that are applied.</summary>
    [JsonPropertyName("profiles")]
    public IReadOnlyList<AppliedProfile> Profiles { get; init; } = [];
}

/// <summary>A profile as it is applied; shaped as OpenFaaS' own definition has it.</summary>
internal sealed record AppliedProfile
{
    [JsonPropertyName("profileRef")]
    public required ProfileReference Reference { get; init; }

    /// <summary>The profile's generation.</summary>
    [JsonPropertyName("observedGeneration")]
    public long ObservedGeneration { get; init; }
}

/// <summary>Where a profile is.</summary>
internal sealed record ProfileReference
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("namespace")]
    public required string Namespace { get; init; }
}

/// <summary>One side of a resource's state, as all of Kubernetes tells it.</summary>
internal sealed record FunctionCondition
{
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>True, False or Unknown.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>In one word.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>In a sentence; never empty, since some API servers take that for none.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    [JsonPropertyName("observedGeneration")]
    public long ObservedGeneration { get; init; }

    /// <summary>Since when <see cref="Status"/> is what it is.</summary>
    [JsonPropertyName("lastTransitionTime")]
    public DateTime LastTransitionTime { get; init; }
}
