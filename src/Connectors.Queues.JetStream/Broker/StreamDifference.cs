using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>How a stream that is there differs from the one that is wanted.</summary>
internal static class StreamDifference
{
    /// <summary>What makes it unusable, for a sentence; null when nothing does.</summary>
    public static string? Of(StreamConfig existing, StreamConfig wanted)
    {
        if (existing.Retention != wanted.Retention)
            return $"has {existing.Retention} retention, not {wanted.Retention}";
        if (existing.Storage != wanted.Storage)
            return $"is kept in {existing.Storage}, not {wanted.Storage}";
        if (!(existing.Subjects ?? []).Order().SequenceEqual((wanted.Subjects ?? []).Order()))
            return $"takes other subjects ({string.Join(", ", existing.Subjects ?? [])})";
        return null;
    }

    /// <summary>True when an update brings it to what is wanted.</summary>
    public static bool CanBeMended(StreamConfig existing, StreamConfig wanted) =>
        existing.NumReplicas != wanted.NumReplicas || existing.MaxAge != wanted.MaxAge || existing.MaxBytes != wanted.MaxBytes
        || existing.MaxMsgs != wanted.MaxMsgs || existing.Discard != wanted.Discard || existing.AllowDirect != wanted.AllowDirect;
}
