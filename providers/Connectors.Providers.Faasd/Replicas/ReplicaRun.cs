using System.Net;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>A container of a replica that was started.</summary>
/// <param name="Address">Where it is on the network.</param>
/// <param name="IsPaused">Whether it was paused when it was found.</param>
/// <param name="IsReady">Whether it was ready when it was found.</param>
internal sealed record ReplicaRun(IPAddress Address, bool IsPaused = false, bool IsReady = false);
