namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>What was decided about a function last.</summary>
/// <param name="Replicas">How many it should have.</param>
/// <param name="Reason">Why, in words for users.</param>
/// <param name="Time">When.</param>
internal sealed record ScalingDecision(int Replicas, string Reason, DateTimeOffset Time);
