namespace Connectors.Worker.Leasing;

/// <summary>How many replicas of a function are ready, then and now.</summary>
/// <param name="LastSome">How many there were when there last were any; 0 when never.</param>
/// <param name="Before">How many there were before.</param>
/// <param name="Now">How many there are.</param>
internal readonly record struct ReplicaChange(int LastSome, int Before, int Now);
