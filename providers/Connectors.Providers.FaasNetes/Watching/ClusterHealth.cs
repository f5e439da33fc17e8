using System.Collections.Concurrent;
using Connectors.Core.Providers;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>Whether the API answers those who follow it. Thread-safe.</summary>
internal sealed class ClusterHealth(TimeProvider time) : IProviderHealth
{
    private readonly ConcurrentDictionary<string, (string Reason, DateTimeOffset Since)> faults = new();

    public string? Fault => First?.Reason;

    public DateTimeOffset? FaultSince => First?.Since;

    private (string Reason, DateTimeOffset Since)? First => faults.IsEmpty ? null : faults.Values.OrderBy(fault => fault.Since).Select(fault => ((string, DateTimeOffset)?)fault).FirstOrDefault();

    public void Answered(string kind) => faults.TryRemove(kind, out _);

    public void Failed(string kind, string reason) =>
        faults.AddOrUpdate(kind, (Sentence(kind, reason), time.GetUtcNow()), (_, before) => (Sentence(kind, reason), before.Since));

    private static string Sentence(string kind, string reason) => $"Kubernetes does not tell {kind}: {reason}";
}
