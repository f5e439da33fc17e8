using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Local.Supervision;

/// <summary>What the supervisors of all functions share. Immutable.</summary>
/// <param name="Replicas">Makes replicas.</param>
/// <param name="Departures">Follows those that leave.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">For faults.</param>
internal sealed record SupervisionContext(IReplicaSource Replicas, Departures Departures, TimeProvider Time, ILogger Logger)
{
    /// <summary>How long a replica that was taken out of service still accepts requests.</summary>
    public required TimeSpan DrainDelay { get; init; }

    /// <summary>The pause after a round that failed.</summary>
    public required TimeSpan RetryAfter { get; init; }
}
