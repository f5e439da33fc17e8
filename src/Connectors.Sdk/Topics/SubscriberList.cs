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

    /// <summary>True when nothing differs that a connector can see.</summary>
    public static bool Same(IReadOnlyList<TopicSubscriber> left, IReadOnlyList<TopicSubscriber> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (left[i].Function != right[i].Function
                || !left[i].Topics.SequenceEqual(right[i].Topics, StringComparer.Ordinal)
                || !Same(left[i].Annotations, right[i].Annotations))
                return false;
        }
        return true;
    }

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
