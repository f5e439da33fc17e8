using Connectors.Nats.Subjects;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Streams;

/// <summary>What is to be listened to for some patterns: parts of streams, and as subjects what no stream keeps whole. Immutable.</summary>
internal sealed class ListeningPlan
{
    private ListeningPlan(Dictionary<StreamPart, PlannedPart> parts, HashSet<string> subjects) => (Parts, Subjects) = (parts, subjects);

    /// <summary>By their keys.</summary>
    public IReadOnlyDictionary<StreamPart, PlannedPart> Parts { get; }

    /// <summary>The patterns of which no one stream subject covers everything.</summary>
    public IReadOnlySet<string> Subjects { get; }

    public static ListeningPlan Of(IReadOnlyList<string> patterns, IReadOnlyList<StreamConfig> streams)
    {
        var parts = new Dictionary<StreamPart, PlannedPart>();
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            var whole = false;
            foreach (var (stream, part) in Meetings(pattern, streams))
            {
                var key = new StreamPart(stream.Name!, part);
                if (!parts.TryGetValue(key, out var planned))
                    parts.Add(key, planned = new PlannedPart(stream, []));
                planned.Patterns.Add(pattern);
                whole |= part == pattern;
            }
            if (!whole)
                subjects.Add(pattern);
        }
        return new ListeningPlan(parts, subjects);
    }

    private static IEnumerable<(StreamConfig Stream, string Part)> Meetings(string pattern, IReadOnlyList<StreamConfig> streams)
    {
        foreach (var stream in streams)
        {
            foreach (var kept in stream.Subjects ?? [])
            {
                if (SubjectMeeting.Of(pattern, kept) is { } part && (part == pattern || IsTakenInPart(pattern, part, stream)))
                    yield return (stream, part);
            }
        }
    }

    // To take from a work queue is to remove: whoever means that writes a topic that lies wholly in it.
    private static bool IsTakenInPart(string pattern, string part, StreamConfig stream) =>
        stream.Retention != StreamConfigRetention.Workqueue && !ReservedSubjects.AreLeftOut(pattern, part);
}

/// <summary>What is taken from a stream by one consumer.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Subject">With wildcards; the stream keeps all of it.</param>
internal readonly record struct StreamPart(string Stream, string Subject);

/// <summary>For whom.</summary>
/// <param name="Stream">As it was when it was looked at.</param>
/// <param name="Patterns">Those that mean the part.</param>
internal sealed record PlannedPart(StreamConfig Stream, List<string> Patterns);
