using System.Net;

namespace Connectors.Providers.Faasd.Networks;

/// <summary>A replica's place in the network.</summary>
/// <param name="Replica">Whose.</param>
/// <param name="NamespacePath">The file that is its network namespace.</param>
/// <param name="Address">Where it is reached from the host and from other replicas.</param>
internal sealed record ReplicaNetwork(string Replica, string NamespacePath, IPAddress Address);
