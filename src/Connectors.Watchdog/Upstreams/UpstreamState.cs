namespace Connectors.Watchdog.Upstreams;

/// <summary>What is known of the upstream at a moment. Immutable.</summary>
/// <param name="Address">Where it listens; null when it does not run.</param>
/// <param name="Pid">Its leader; null when it does not run.</param>
/// <param name="NotReady">Why it takes no requests; null when it does.</param>
internal sealed record UpstreamState(Uri? Address, int? Pid, string? NotReady);
