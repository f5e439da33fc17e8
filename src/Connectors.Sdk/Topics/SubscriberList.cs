using Connectors.Core.Functions;

namespace Connectors.Sdk.Topics;

/// <summary>Reads the subscribers out of the catalogue.</summary>
internal static class SubscriberList
{
    /// <summary>Every function with a topic, ordered by name.</summary>
    public static List<TopicSubscriber> Read(IReadOnlyList<FunctionStatus> functions, string delimiter)
    {
        var subscribers = new List<TopicSubscriber>();
        foreach (var function in functions)
        {
            if (KnownAnnotations.Value(function.Annotations, KnownAnnotations.Topic) is not { } annotation)
                continue;
            var topics = annotation.Split(delimiter, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (topics.Length > 0)
                subscribers.Add(new TopicSubscriber(function.FullName, [.. topics.Distinct(StringComparer.Ordinal)], function.Annotations));
        }
        subscribers.Sort(static (left, right) => left.Function.CompareTo(right.Function));
        return subscribers;
    }

    /// <summary>
    /// Puts the former subscriber in the place of each that differs in nothing that a connector can see, so that whoever follows the list
    /// knows by reference what has changed. Both are ordered by name.
    /// </summary>
    /// <returns>Whether nothing has changed at all.</returns>
    public static bool KeepFormer(IReadOnlyList<TopicSubscriber> former, List<TopicSubscriber> next)
    {
        var same = former.Count == next.Count;
        var at = 0;
        for (var i = 0; i < next.Count; i++)
        {
            while (at < former.Count && former[at].Function.CompareTo(next[i].Function) < 0)
                at++;
            if (at < former.Count && Same(former[at], next[i]))
                next[i] = former[at];
            else
                same = false;
        }
        return same;
    }

    private static bool Same(TopicSubscriber left, TopicSubscriber right) =>
        left.Function == right.Function && left.Topics.SequenceEqual(right.Topics, StringComparer.Ordinal) && Same(left.Annotations, right.Annotations);

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var (key, value) in left)
        {
            if (!right.TryGetValue(key, out var other) || other != value)
                return false;
        }
        return true;
    }
}
