namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Where what waits for a time waits.</summary>
internal static class DelayRule
{
    /// <summary>Up to so long with the consumer that would run it; longer in the stream of the delayed.</summary>
    public static readonly TimeSpan LongestHere = TimeSpan.FromSeconds(2);
}
